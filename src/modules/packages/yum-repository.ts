import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { fileAttributes, fileNotTaken } from '../../module-api/file-attributes.ts';
import { oneLine, path, text } from '../../module-api/params.ts';
import { diffOrRemove, applyOrRemove, predictOrRemove } from '../text/edit-or-remove.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { textQueries } from '../text/text-file.ts';
import { editRepository } from './yum-repository-edit.ts';
import { repositoryOptions } from './yum-repository-options.ts';

const params = z
  .strictObject({
    name: text()
      .pipe(z.string().regex(/^[\w.:-]+$/, 'must be an ID of letters, digits and . : _ -'))
      .describe('ID of the repository.'),
    description: oneLine().optional().describe('Its name for people. Required with state: present.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether it is configured.'),
    file: text()
      .pipe(z.string().regex(/^[^/]+$/, 'must be a name without a directory'))
      .optional()
      .describe('Name of the file in reposdir, without .repo. Default: the ID.'),
    reposdir: path().default('/etc/yum.repos.d').describe('Directory of the files.'),
    ...repositoryOptions,
    ...fileAttributes,
  })
  .refine((p) => p.state === 'absent' || p.description !== undefined, {
    path: ['description'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.state === 'absent' || [p.baseurl, p.metalink, p.mirrorlist].some((given) => given !== undefined), {
    path: ['baseurl'],
    message: 'is needed with state: present, or metalink, or mirrorlist',
  });

type Params = z.output<typeof params>;

/** Manages a package repository of dnf. */
export const yumRepository = defineState({
  name: 'yum_repository',
  summary:
    'Adds and removes package repositories of dnf and yum. It writes the file as Ansible does; dnf has not been tried with it.',
  params,
  aliases: {
    ca_cert: 'sslcacert',
    client_cert: 'sslclientcert',
    client_key: 'sslclientkey',
    validate_certs: 'sslverify',
    excludepkgs: 'exclude',
  },
  notTaken: fileNotTaken,
  examples: [
    '- yum_repository:\n    name: example\n    description: Packages of example\n    baseurl: https://packages.example.org/el$releasever/$basearch/\n    gpgkey: https://packages.example.org/key.asc\n    gpgcheck: true\n',
    '- yum_repository:\n    name: old\n    state: absent\n',
  ],
  returns: { repo: 'The ID.', state: 'The state.' },
  queries: (p) => textQueries(fileOf(p)),
  diff: (p, s: FoundText) => diffOrRemove(editOf(p), s).map((change) => (hasSecret(p) ? hideContent(change) : change)),
  apply: (p, s: FoundText) => applyOrRemove(editOf(p), s),
  predict: (p, s: FoundText, context) => predictOrRemove(editOf(p), s, context),
  writes: (p) => ({ keys: [`file:${fileOf(p)}`] }),
  result: (p) => ({ repo: p.name, state: p.state }),
  owns: (p) =>
    p.state === 'absent'
      ? []
      : [
          {
            key: `yum-repository:${fileOf(p)}:${p.name}`,
            remove: {
              module: 'yum_repository',
              params: { name: p.name, file: p.file, reposdir: p.reposdir, state: 'absent' },
            },
          },
        ],
});

const fileOf = (p: Params): string => `${p.reposdir}/${p.file ?? p.name}.repo`;

const editOf = (p: Params): TextEdit => ({
  path: fileOf(p),
  attributes: { mode: p.mode, owner: p.owner, group: p.group },
  backup: false,
  validate: undefined,
  whenAbsent: p.state === 'absent' ? 'leave' : 'create',
  edit: (before) => editRepository(p.name, p.state === 'absent' ? undefined : optionsOf(p), before),
});

function optionsOf(p: Params): Record<string, unknown> {
  const names = Object.keys(repositoryOptions) as (keyof typeof repositoryOptions)[];
  return { name: p.description, ...Object.fromEntries(names.map((name) => [name, p[name]])) };
}

const hasSecret = ({ password, proxy_password: proxyPassword }: Params): boolean =>
  password !== undefined || proxyPassword !== undefined;

const hideContent = ({ content, ...change }: Change): Change => (content ? { ...change, secret: true } : change);
