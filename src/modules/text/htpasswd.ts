import { createHash } from 'node:crypto';
import * as z from 'zod';
import { fileAttributes, fileNotTaken } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { apr1Crypt } from './apr1-crypt.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editing } from './text-file.ts';
import { joinLines, splitLines } from './text-lines.ts';

const SCHEMES = ['apr_md5_crypt', 'ldap_sha1', 'plaintext'] as const;

const params = z
  .strictObject({
    path: path().describe('The file.'),
    name: text()
      .pipe(z.string().regex(/^[^:\n]+$/, 'must not contain a colon'))
      .describe('The user.'),
    password: text().optional().meta({ secret: true }).describe('The password. Required with state: present.'),
    crypt_scheme: z.enum(SCHEMES).default('apr_md5_crypt').describe('Hash algorithm of a new password.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the user exists in the file.'),
    create: bool().default(true).describe('Create the file if it does not exist.'),
    ...editing,
    ...fileAttributes,
  })
  .refine((p) => p.state === 'absent' || p.password !== undefined, {
    path: ['password'],
    message: 'is needed with state: present',
  });

type Params = z.output<typeof params>;

/** Manages users of a web server's basic authentication. */
export const htpasswd = defineTextEdit({
  name: 'htpasswd',
  summary: "Manages users and passwords for a web server's basic authentication.",
  params,
  notTaken: {
    ...fileNotTaken,
    hash_scheme: 'Call it crypt_scheme.',
    'crypt_scheme=bcrypt': 'Give the line NAME:HASH with lineinfile; password_hash makes the hash.',
    'crypt_scheme=sha256_crypt': 'Give the line NAME:HASH with lineinfile; password_hash makes the hash.',
    'crypt_scheme=sha512_crypt': 'Give the line NAME:HASH with lineinfile; password_hash makes the hash.',
    'crypt_scheme=des_crypt': 'Use apr_md5_crypt: this one reads only the first eight characters.',
  },
  aliases: { username: 'name' },
  examples: [
    '- htpasswd:\n    path: /etc/nginx/passwords\n    name: ops\n    password: "<%= ops_password %>"\n    mode: "0640"\n    group: www-data\n',
    '- htpasswd:\n    path: /etc/nginx/passwords\n    name: former\n    state: absent\n',
  ],
  pathAliases: ['dest', 'destfile'],
  isSecret: true,
  whenAbsent: (p) => (p.state === 'absent' ? 'leave' : p.create ? 'create' : 'fail'),
  edit: editUsers,
});

function editUsers(p: Params, content: string): string {
  const split = splitLines(content);
  const isOwn = (line: string): boolean => line.startsWith(`${p.name}:`);
  const at = split.lines.findIndex(isOwn);
  if (p.state === 'absent')
    return at < 0
      ? content
      : joinLines(
          split,
          split.lines.filter((line) => !isOwn(line)),
        );
  const found = at < 0 ? undefined : split.lines[at]?.slice(p.name.length + 1);
  if (found !== undefined && verifies(p.password ?? '', found)) return content;
  const line = `${p.name}:${hash(p)}`;
  return joinLines(split, at < 0 ? [...split.lines, line] : split.lines.with(at, line));
}

/** Whether a hash of any supported scheme matches the password. */
function verifies(password: string, found: string): boolean {
  const salt = /^\$apr1\$([^$]{1,8})\$/.exec(found)?.[1];
  if (salt !== undefined) return apr1Crypt(password, salt) === found;
  return found === ldapSha1(password) || (found === password && !/^[${]/.test(found));
}

/** Derives the salt from the user, so that the dry run and apply produce the same line. */
function hash({ path: file, name, password = '', crypt_scheme }: Params): string {
  if (crypt_scheme === 'plaintext') return password;
  if (crypt_scheme === 'ldap_sha1') return ldapSha1(password);
  const salt = createHash('sha256').update(`${file}\0${name}\0${password}`).digest('base64');
  return apr1Crypt(password, salt.replaceAll('+', '.').slice(0, 8));
}

const ldapSha1 = (password: string): string => `{SHA}${createHash('sha1').update(password).digest('base64')}`;
