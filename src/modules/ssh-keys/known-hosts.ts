import * as z from 'zod';
import { defineState } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import type { HomeFileAnswer } from '../../query/files/home-file.ts';
import { homeFile } from '../../query/files/home-file.ts';
import type { ModuleContext } from '../../module-api/module.ts';
import type { HomeEdit } from '../text/home-text.ts';
import { applyHome, diffHome, predictHome, writesHome } from '../text/home-text.ts';
import { editKnownHosts, isHostKeyText } from './known-hosts-edit.ts';

const params = z
  .strictObject({
    name: text()
      .refine((value) => !/[\s,*?!|]/.test(value), 'must be one host: a name, an address, or [name]:port')
      .describe('Name of the host as used for the connection. For a port other than 22: [name]:port.'),
    key: text()
      .refine(isHostKeyText, 'must be lines such as ssh-keyscan prints: the host, the type, the key')
      .optional()
      .describe(
        'Public keys of the host, one per line, in the format of ssh-keyscan. Differing keys of the same type are replaced.',
      ),
    path: text()
      .default('.ssh/known_hosts')
      .describe("The file: an absolute path, or relative to the home directory of the task's user."),
    hash_host: bool()
      .default(false)
      .describe("Write a hash of the host's name, so that the file does not reveal the name."),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the keys exist in the file.'),
  })
  .refine((p) => p.state === 'absent' || p.key !== undefined, {
    path: ['key'],
    message: 'is needed with state: present',
  });

type Params = z.output<typeof params>;

/** Manages public keys of hosts that a user of this host connects to. */
export const knownHosts = defineState({
  name: 'known_hosts',
  summary: 'Adds and removes SSH host keys in known_hosts.',
  params,
  aliases: { host: 'name' },
  examples: [
    '- known_hosts:\n    name: git.example.org\n    key: git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6P0pvXsPcMCkxNZ2VMVSqXmYmnJ9mvJLhCdXlCkPzA\n    path: /etc/ssh/ssh_known_hosts\n',
    '- known_hosts:\n    name: old.example.org\n    state: absent\n  become_user: deploy\n',
  ],
  returns: { name: 'The host.', path: 'The file.' },
  queries: (p, context) => ({ file: homeFile(editOf(p, context).question) }),
  diff: (p, { file }: { file: HomeFileAnswer }, context) => diffHome(editOf(p, context), file),
  apply: (p, { file }: { file: HomeFileAnswer }, context) => applyHome(editOf(p, context), file),
  predict: (p, { file }: { file: HomeFileAnswer }, context) => predictHome(editOf(p, context), file, context),
  writes: (p, context) => writesHome(editOf(p, context)),
  result: (p, { file }: { file: HomeFileAnswer }) => ({ name: p.name, path: file?.path ?? p.path }),
});

const editOf = (p: Params, context: ModuleContext): HomeEdit => ({
  question: { user: context.as ?? 'root', path: p.path.replace(/^~\//, '') },
  managesDirectory: !p.path.startsWith('/'),
  fileMode: p.path.startsWith('/') ? '0644' : '0600',
  edit: (content) => editKnownHosts(p, content),
});
