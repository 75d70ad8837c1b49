import { createHash } from 'node:crypto';
import { define } from './define.ts';
import type { Mapping } from './parameters.ts';
import { mapping, text } from './parameters.ts';
import { sha512Crypt } from './sha512-crypt.ts';

export const PASSWORD_FUNCTIONS = [
  define('password_hash', {
    doc:
      'The hash of a password for /etc/shadow. It needs a salt, or a seed from which a stable salt is made, such as the ' +
      'host and user: with a new salt each time, each run would change the password.',
    parameters: { password: text, options: mapping },
    example: [
      "password_hash('secret', { salt: 'saltsalt' })",
      '$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1',
    ],
    call: ({ password, options }) => hashPassword(password, options),
  }),
];

const KNOWN = ['scheme', 'salt', 'seed', 'rounds'];

/** A template is rendered several times in a run, and a hash takes milliseconds by design. */
const hashes = new Map<string, string>();

function hashPassword(password: string, options: Mapping): string {
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) throw new TypeError(`there is no option ${unknown}; there are ${KNOWN.join(', ')}`);
  const { scheme = 'sha512', rounds = 5000 } = options as { scheme?: unknown; rounds?: unknown };
  if (scheme !== 'sha512') throw new TypeError("scheme takes 'sha512'");
  if (!Number.isInteger(rounds) || Number(rounds) < 1000 || Number(rounds) > 10_000_000) {
    throw new TypeError('rounds takes a whole number from 1000 to 10000000');
  }
  const salt = saltOf(options);
  const key = JSON.stringify([password, salt, rounds]);
  const hash = hashes.get(key) ?? sha512Crypt(password, salt, Number(rounds));
  hashes.set(key, hash);
  return hash;
}

function saltOf(options: Mapping): string {
  const { salt, seed } = options as { salt?: unknown; seed?: unknown };
  if (typeof salt === 'string') {
    if (!/^[./0-9A-Za-z]{1,16}$/.test(salt)) throw new TypeError('salt takes 1 to 16 of the characters ./0-9A-Za-z');
    return salt;
  }
  if (typeof seed !== 'string' || seed === '') throw new TypeError('it needs a salt or a seed, as text');
  return createHash('sha256').update(seed, 'utf8').digest('base64').replaceAll('+', '.').slice(0, 16);
}
