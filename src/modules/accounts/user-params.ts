import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { bool, integer, path, text, textList } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import type { HomeFileAnswer } from '../../query/files/home-file.ts';
import type { GroupAnswer } from '../../query/accounts/group.ts';
import type { PasswdAnswer } from '../../query/accounts/passwd.ts';
import { isAccountName } from '../../query/accounts/passwd.ts';

const shape = z.strictObject({
  name: text().refine(isAccountName, 'is not the name of a user').describe('Name of the user.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the account exists.'),
  uid: integer().pipe(z.int().min(0)).optional().describe('User ID.'),
  non_unique: bool().default(false).describe('Allow a uid that another user has.'),
  group: text()
    .refine((group) => isAccountName(group) || /^\d+$/.test(group), 'is not the name of a group')
    .optional()
    .describe('Primary group. Default for a new user: a group with the name of the user.'),
  groups: textList().optional().describe('Supplementary groups; an empty list for none.'),
  append: bool().default(false).describe('Keep the memberships in groups that are not listed.'),
  comment: text()
    .pipe(z.string().regex(/^[^:\n\r]*$/, 'must be one line without a colon, which separates the fields of passwd(5)'))
    .optional()
    .describe('Full name, or the purpose of the account.'),
  home: path().optional().describe('Home directory.'),
  create_home: bool().default(true).describe('Create the home directory of a new user.'),
  move_home: bool().default(false).describe('Move the content of the old home directory when home changes.'),
  skeleton: path().optional().describe('Directory whose files are copied to a new home directory. Default: /etc/skel.'),
  shell: text()
    .pipe(z.string().regex(/^(\/[^:\n\r]*)?$/, 'must be an absolute path'))
    .optional()
    .describe('Login shell.'),
  system: bool().default(false).describe('Create a new user as a system user.'),
  password: text()
    .pipe(
      z
        .string()
        .regex(
          /^([$*!]|$)[^:\n]*$/,
          'must be a hash in the format of crypt(3), such as $6$..., or ! or * for no password',
        ),
    )
    .optional()
    .meta({ secret: true })
    .describe('Hash of the password, in the format of crypt(3); `!` or `*` for no password.'),
  update_password: z
    .enum(['always', 'on_create'])
    .default('always')
    .describe('Whether to set the password of an existing user.'),
  password_lock: bool().optional().describe('Lock the password. SSH keys still work.'),
  password_expire_max: integer().optional().describe('Maximum number of days before a password must be changed.'),
  password_expire_min: integer().optional().describe('Minimum number of days between changes of the password.'),
  password_expire_warn: integer()
    .optional()
    .describe('Number of days before the expiry of the password at which the user is warned.'),
  expires: z.coerce
    .number()
    .optional()
    .describe('Expiry of the account, in seconds since 1970; a negative number means never.'),
  remove: bool().default(false).describe('With `absent`: also remove the home directory and mail.'),
  force: bool().default(false).describe('With `absent`: remove the user even if it is logged in.'),
  generate_ssh_key: bool().default(false).describe('Create an SSH key without a passphrase if there is none.'),
  ssh_key_type: text().default('rsa').describe('Type of the SSH key: rsa, ed25519.'),
  ssh_key_bits: integer().optional().describe("Size of the SSH key in bits. Default: ssh-keygen's."),
  ssh_key_file: text()
    .optional()
    .describe('File of the SSH key, relative to the home directory. Default: .ssh/id_TYPE.'),
  ssh_key_comment: text().optional().describe("Comment of the SSH key. Default: ssh-keygen's."),
});

export type UserParams = z.output<typeof shape>;

export const userParams = shape
  .refine((p) => p.groups === undefined || p.groups.every((name) => isAccountName(name)), {
    path: ['groups'],
    message: 'must contain names of groups only',
  })
  .refine((p) => !(p.append && p.groups === undefined), { path: ['append'], message: 'requires groups' });

export interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly account: Query<PasswdAnswer>;
  readonly ownGroup: Query<GroupAnswer>;
  readonly groups: readonly Query<GroupAnswer>[];
  /** The public key, at a path that the parameters give. */
  readonly sshKey: readonly Query<FileTextAnswer>[];
  /** The public key, in the home that the account has. */
  readonly homeKey: readonly Query<HomeFileAnswer>[];
}
export type UserFound = Answers<Asked>;
