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
  user: text().describe('Who may log in with the key.'),
  key: z
    .string()
    .refine(isKeyText, 'must be public keys, one a line, as ssh-keygen writes them')
    .describe('Public keys, one a line.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the keys are there.'),
  exclusive: bool().default(false).describe('Remove every other key of the user: give all of them in one task.'),
  key_options: oneLine()
    .refine((options) => /^([^"]|"(\\.|[^"\\])*")*$/.test(options), 'has a quote that is not closed')
    .optional()
    .describe('Options of the keys, as sshd(8) describes them: no-pty,from="10.0.0.0/8".'),
  comment: oneLine().optional().describe('Comment in place of those that the keys have.'),
  path: path().optional().describe("The file, where it is not the user's ~/.ssh/authorized_keys."),
  manage_dir: bool()
    .optional()
    .describe(
      "Make the directory, and keep it and the file to the user alone. Default: yes, but not for a path of one's own.",
    ),
});

type Params = z.output<typeof params>;

/** Public keys with which a user may log in. */
export const authorizedKey = defineState({
  name: 'authorized_key',
  summary: 'Lets a user log in with SSH keys, or no longer.',
  params,
  notTaken: {
    'follow=false': leftOut('a link is replaced.'),
    'validate_certs=true': leftOut('nothing is fetched.'),
    follow: 'Give path the file that the link points to.',
    validate_certs: 'Give the key itself: it is not fetched from a URL.',
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
