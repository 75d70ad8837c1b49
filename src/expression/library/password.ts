import { createHash } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import type { ControllerAccess } from '../compiled.ts';
import { define } from './define.ts';
import type { Mapping } from './parameters.ts';
import { mapping, text } from './parameters.ts';
import { sha512Crypt } from './sha512-crypt.ts';

export const PASSWORD_FUNCTIONS = [
  define('password_hash', {
    doc:
      'The hash of a password for /etc/shadow, or with scheme bcrypt for services that take those. It needs a salt, or a seed from which a stable salt is made, such as the ' +
      'host and user: with a new salt each time, each run would change the password.',
    parameters: { password: text, options: mapping },
    example: [
      "password_hash('secret', { salt: 'saltsalt' })",
      '$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1',
    ],
    call: ({ password, options }, host) => hashPassword(password, options, host),
  }),
];

const KNOWN = ['scheme', 'salt', 'seed', 'rounds'];

/** Cached, since a template is rendered several times in a run, and hashing takes milliseconds by design. */
const hashes = new Map<string, string>();

function hashPassword(password: string, options: Mapping, host: ControllerAccess): string {
  const unknown = Object.keys(options).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) throw new TypeError(`there is no option ${unknown}; there are ${KNOWN.join(', ')}`);
  const { scheme = 'sha512' } = options;
  if (scheme !== 'sha512' && scheme !== 'bcrypt') throw new TypeError("scheme takes 'sha512' or 'bcrypt'");
  const { rounds = SCHEMES[scheme].rounds } = options;
  const { least, most, hash } = SCHEMES[scheme];
  if (!Number.isInteger(rounds) || Number(rounds) < least || Number(rounds) > most) {
    throw new TypeError(`rounds takes a whole number from ${least} to ${most}`);
  }
  const salt = saltOf(options, SCHEMES[scheme].saltLength);
  const key = JSON.stringify([scheme, password, salt, rounds]);
  if (!hashes.has(key)) host.beforeSlow?.();
  const known = hashes.get(key) ?? hash(password, salt, Number(rounds));
  hashes.set(key, known);
  return known;
}

interface Scheme {
  readonly rounds: number;
  readonly least: number;
  readonly most: number;
  readonly saltLength: number;
  readonly hash: (password: string, salt: string, rounds: number) => string;
}

const SCHEMES: Readonly<Record<'sha512' | 'bcrypt', Scheme>> = {
  sha512: { rounds: 5000, least: 1000, most: 10_000_000, saltLength: 16, hash: sha512Crypt },
  // rounds is the logarithm of their number; only two bits of a salt's last character are used, and O leaves no unused ones
  bcrypt: {
    rounds: 10,
    least: 4,
    most: 15,
    saltLength: 21,
    hash: (password, salt, rounds) => hashSync(password, `$2b$${String(rounds).padStart(2, '0')}$${salt}O`),
  },
};

function saltOf(options: Mapping, length: number): string {
  const { salt, seed } = options as { salt?: unknown; seed?: unknown };
  if (typeof salt === 'string') {
    const isSalt = /^[./0-9A-Za-z]+$/.test(salt) && (length === 16 ? salt.length <= 16 : salt.length === length);
    if (!isSalt)
      throw new TypeError(`salt takes ${length === 16 ? '1 to 16' : String(length)} of the characters ./0-9A-Za-z`);
    return salt;
  }
  if (typeof seed !== 'string' || seed === '') throw new TypeError('it needs a salt or a seed, as text');
  return createHash('sha256').update(seed, 'utf8').digest('base64').replaceAll('+', '.').slice(0, length);
}
