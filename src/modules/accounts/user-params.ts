import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { bool, integer, path, text, textList } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import type { GroupAnswer } from '../../query/accounts/group.ts';
import type { PasswdAnswer } from '../../query/accounts/passwd.ts';
import { isAccountName } from '../../query/accounts/passwd.ts';

const shape = z.strictObject({
  name: text().refine(isAccountName, 'is not the name of a user').describe('The user.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the account exists.'),
  uid: integer().pipe(z.int().min(0)).optional().describe('Its number.'),
  non_unique: bool().default(false).describe('Allow a uid that another user has.'),
  group: text()
    .refine((group) => isAccountName(group) || /^\d+$/.test(group), 'is not the name of a group')
    .optional()
    .describe('Primary group. Default for a new user: a group of its own name.'),
  groups: textList().optional().describe('Supplementary groups; an empty list for none.'),
  append: bool().default(false).describe('Keep the user in further groups that it is in.'),
  comment: text()
    .pipe(z.string().regex(/^[^:\n\r]*$/, 'must be one line without a colon, which separates the fields of passwd(5)'))
    .optional()
    .describe('Full name, or what the account is for.'),
  home: path().optional().describe('Home directory.'),
  create_home: bool().default(true).describe('Create the home directory of a new user.'),
  move_home: bool().default(false).describe('Move what is in the old home directory when home changes.'),
  skeleton: path().optional().describe('Directory whose files a new home directory gets. Default: /etc/skel.'),
  shell: text()
    .pipe(z.string().regex(/^(\/[^:\n\r]*)?$/, 'must be an absolute path'))
    .optional()
    .describe('Login shell.'),
  system: bool().default(false).describe('Make a new user a system user.'),
  password: text()
    .pipe(
      z.string().regex(/^([$*!]|$)[^:\n]*$/, 'must be a hash as crypt(3) makes it, such as $6$..., or ! or * for none'),
    )
    .optional()
    .meta({ secret: true })
    .describe('The hash of the password, as crypt(3) makes it; `!` or `*` for none.'),
  update_password: z
    .enum(['always', 'on_create'])
    .default('always')
    .describe('Whether the password is set on a user that exists already.'),
  password_lock: bool().optional().describe('Lock the password. Keys still work.'),
  password_expire_max: integer().optional().describe('Days until a password must be changed.'),
  password_expire_min: integer().optional().describe('Days before a password may be changed again.'),
  password_expire_warn: integer().optional().describe('Days before that on which the user is warned.'),
  expires: z.coerce
    .number()
    .optional()
    .describe('Seconds since 1970 after which the account is closed; negative for never.'),
  remove: bool().default(false).describe('With `absent`: remove the home directory and mail too.'),
  force: bool().default(false).describe('With `absent`: remove the user even while it is logged in.'),
  generate_ssh_key: bool().default(false).describe('Make an SSH key without a passphrase, unless there is one.'),
  ssh_key_type: text().default('rsa').describe('Type of that key: rsa, ed25519.'),
  ssh_key_bits: integer().optional().describe("Bits of that key. Default: ssh-keygen's."),
  ssh_key_file: text().optional().describe('Its file, from the home directory on. Default: .ssh/id_TYPE.'),
  ssh_key_comment: text().optional().describe("Its comment. Default: ssh-keygen's."),
});

export type UserParams = z.output<typeof shape>;

export const userParams = shape
  .refine((p) => p.groups === undefined || p.groups.every((name) => isAccountName(name)), {
    path: ['groups'],
    message: 'must be names of groups',
  })
  .refine((p) => !(p.append && p.groups === undefined), { path: ['append'], message: 'goes with groups' });

export interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly account: Query<PasswdAnswer>;
  readonly ownGroup: Query<GroupAnswer>;
  readonly groups: readonly Query<GroupAnswer>[];
  readonly sshKey: readonly Query<FileTextAnswer>[];
}
export type UserFound = Answers<Asked>;
