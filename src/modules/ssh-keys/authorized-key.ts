import * as z from 'zod';
import type { Owned } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { bool, oneLine, path, text } from '../../module-api/params.ts';
import type { HomeFileAnswer } from '../../query/files/home-file.ts';
import { homeFile } from '../../query/files/home-file.ts';
import { editKeys, isKeyText, listKeys } from './authorized-key-edit.ts';
import type { HomeEdit } from '../text/home-text.ts';
import { applyHome, diffHome, predictHome, writesHome } from '../text/home-text.ts';

const params = z.strictObject({
  user: text().describe('User that may log in with the keys.'),
  key: z
    .string()
    .refine(isKeyText, 'must be public keys, one a line, as ssh-keygen writes them')
    .describe('Public keys, one per line.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the keys are authorized.'),
  exclusive: bool().default(false).describe('Remove all other keys of the user; list all keys in one task.'),
  key_options: oneLine()
    .refine((options) => /^([^"]|"(\\.|[^"\\])*")*$/.test(options), 'has a quote that is not closed')
    .optional()
    .describe('Options of the keys, as in sshd(8): no-pty,from="10.0.0.0/8".'),
  comment: oneLine().optional().describe('Comment that replaces the comments of the keys.'),
  path: path().optional().describe("File of the keys. Default: the user's ~/.ssh/authorized_keys."),
  manage_dir: bool()
    .optional()
    .describe(
      'Create the directory, and make the directory and the file private to the user. Default: yes, unless path is set.',
    ),
});

type Params = z.output<typeof params>;

/** Manages public keys with which a user may log in. */
export const authorizedKey = defineState({
  name: 'authorized_key',
  summary: "Adds and removes a user's authorized SSH keys.",
  params,
  notTaken: {
    'follow=false': leftOut('a link is replaced.'),
    'validate_certs=true': leftOut('keys are not downloaded.'),
    follow: 'Give path the file that the link points to.',
    validate_certs: 'Give the key itself: it is not downloaded from a URL.',
  },
  examples: [
    '- authorized_key:\n    user: deploy\n    key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6P0pvXsPcMCkxNZ2VMVSqXmYmnJ9mvJLhCdXlCkPzA anna@example.org\n',
    '- authorized_key:\n    user: deploy\n    exclusive: yes\n    key_options: no-agent-forwarding\n    key: |\n      ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 anna\n      ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC8 bert\n',
  ],
  returns: { user: 'The user.', keyfile: 'The file.' },
  queries: (p) => ({ file: homeFile(questionOf(p)) }),
  diff: (p, { file }: { file: HomeFileAnswer }) => diffHome(editOf(p), file),
  apply: (p, { file }: { file: HomeFileAnswer }) => applyHome(editOf(p), file),
  predict: (p, { file }: { file: HomeFileAnswer }, context) => predictHome(editOf(p), file, context),
  writes: (p) => writesHome(editOf(p)),
  result: (p, { file }: { file: HomeFileAnswer }) => ({ user: p.user, keyfile: file?.path ?? null }),
  owns: (p): Owned[] =>
    p.state === 'absent'
      ? []
      : listKeys(p.key).map(({ type, blob }) => ({
          key: `authorized_key:${p.user}:${p.path ?? ''}:${blob}`,
          remove: {
            module: 'authorized_key',
            params: {
              user: p.user,
              key: `${type} ${blob}`,
              state: 'absent',
              ...(p.path !== undefined && { path: p.path }),
            },
          },
        })),
});

const questionOf = (p: Params) => ({ user: p.user, path: p.path ?? '.ssh/authorized_keys' });

const editOf = (p: Params): HomeEdit => ({
  question: questionOf(p),
  managesDirectory: p.manage_dir ?? p.path === undefined,
  fileMode: '0600',
  edit: (content) => editKeys(p, content),
});
