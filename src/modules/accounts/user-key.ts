import type { Prediction } from '../../module-api/module.ts';
import type { PasswdAnswer } from '../../query/accounts/passwd.ts';
import { fileText } from '../../query/files/file-text.ts';
import { homeFile } from '../../query/files/home-file.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Asked, UserFound, UserParams } from './user-params.ts';

/** The home of a new account. */
export const homeOf = (p: UserParams): string => p.home ?? (p.name === 'root' ? '/root' : `/home/${p.name}`);

const hasKey = (p: UserParams): boolean => p.generate_ssh_key && p.state === 'present';

const keyFile = (p: UserParams): string => p.ssh_key_file ?? `.ssh/id_${p.ssh_key_type}`;

/** Otherwise the key is in the home that the account has, such as /var/lib/postgresql. */
const isPathGiven = (p: UserParams): boolean => p.home !== undefined || keyFile(p).startsWith('/');

export function sshKeyPath(p: UserParams, account: PasswdAnswer): string {
  const file = keyFile(p);
  return file.startsWith('/') ? file : `${p.home ?? account?.home ?? homeOf(p)}/${file}`;
}

/** The public key; null if there is none, undefined if none is asked for. */
export function publicKeyOf({ sshKey: [given], homeKey: [found] }: UserFound): Buffer | null | undefined {
  return given !== undefined || found === undefined ? given : (found?.text ?? null);
}

export const keyQueries = (p: UserParams): Pick<Asked, 'sshKey' | 'homeKey'> => ({
  sshKey: hasKey(p) && isPathGiven(p) ? [fileText(`${sshKeyPath(p, null)}.pub`)] : [],
  homeKey: hasKey(p) && !isPathGiven(p) ? [homeFile({ user: p.name, path: `${keyFile(p)}.pub` })] : [],
});

/** Shell commands that make a missing key. */
export function generateKey(p: UserParams, s: UserFound): string[] {
  if (publicKeyOf(s) !== null) return [];
  const file = sshKeyPath(p, s.account);
  const directory = file.slice(0, file.lastIndexOf('/'));
  const options = [
    ...(p.ssh_key_bits === undefined ? [] : ['-b', String(p.ssh_key_bits)]),
    ...(p.ssh_key_comment === undefined ? [] : ['-C', p.ssh_key_comment]),
  ];
  const as = `runuser -u ${quote(p.name)} --`;
  return [
    `${as} mkdir -p -m 700 -- ${quote(directory)}`,
    `${as} ssh-keygen -q -t ${quote(p.ssh_key_type)} ${quoteAll(options)} -N '' -f ${quote(file)} </dev/null`,
  ];
}

export function predictKey(p: UserParams, s: UserFound): Prediction[] {
  if (publicKeyOf(s) !== null) return [];
  const answer = new Unknown('a key that is not created yet');
  return [
    { query: fileText(`${sshKeyPath(p, s.account)}.pub`), answer },
    ...(isPathGiven(p) ? [] : [{ query: homeFile({ user: p.name, path: `${keyFile(p)}.pub` }), answer }]),
  ];
}
