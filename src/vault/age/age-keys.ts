import { VaultError } from '../vault-error.ts';
import { parseIdentity, parseRecipient } from './x25519.ts';
import type { Identity, Recipient } from './x25519.ts';

const MARK = 'AGE-SECRET-KEY-';

/** Whether a vault password is a file of private age keys, as written by age-keygen(1). */
export const isIdentityFile = (password: Buffer): boolean => password.includes(MARK);

/** The private keys of such a file. Throws VaultError `password-source` for an invalid line. */
export function parseIdentities(password: Buffer): Identity[] {
  return linesOf(password.toString('utf8')).map((line) => {
    const identity = parseIdentity(line);
    if (identity === undefined)
      throw new VaultError('password-source', 'a line of the identity file is not a private age key');
    return identity;
  });
}

/** Public keys, one per line, with comments. Throws VaultError `usage` for an invalid line. */
export function parseRecipients(text: string, source: string): Recipient[] {
  const recipients = linesOf(text).map((line) => {
    const recipient = parseRecipient(line);
    if (recipient === undefined)
      throw new VaultError(
        'usage',
        `${source}: ${JSON.stringify(line.slice(0, 80))} is not a public age key (age1...)`,
        {
          remedy: 'Write a public key such as `age1...`; `age-keygen -y FILE` prints that of a private key.',
          place: source,
        },
      );
    return recipient;
  });
  if (recipients.length === 0)
    throw new VaultError('usage', `${source} contains no public age key`, {
      remedy: 'Write a public key, such as `age1...`, on each line.',
      place: source,
    });
  return recipients;
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
