import { createHash } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { sha256Crypt } from '../../../values/sha256-crypt.ts';
import { sha512Crypt } from '../../library/sha512-crypt.ts';
import { refused, typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { untimed } from '../python/stopwatch.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { typeName } from '../python/values.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import type { World } from '../runtime/world.ts';
import { filter } from './define.ts';
import { hostSeed } from './host-seed.ts';

interface HashOptions {
  readonly salt: string;
  readonly rounds: number;
  readonly ident: string;
}

/** A scheme as in passlib. `rounds` of bcrypt is the logarithm of their number. */
interface Scheme {
  readonly rounds: number;
  readonly least: number;
  readonly most: number;
  readonly salt: RegExp;
  readonly saltTakes: string;
  readonly saltLength: number;
  /** A character that is valid at the end of any salt. */
  readonly lastOfSalt: string;
  hash(secret: string, options: HashOptions): string;
}

const SHORT_SALT = {
  salt: /^[./0-9A-Za-z]{1,16}$/,
  saltTakes: '1 to 16 of the characters ./0-9A-Za-z',
  saltLength: 16,
  lastOfSalt: '.',
};
/** More rounds would take many seconds. */
const SHA_ROUNDS = { least: 1000, most: 2_000_000 };

const SHA256: Scheme = {
  rounds: 535_000,
  ...SHA_ROUNDS,
  ...SHORT_SALT,
  hash: (secret, { salt, rounds }) =>
    `$5$${rounds === 5000 ? '' : `rounds=${rounds}$`}${salt}$${sha256Crypt(secret, Buffer.from(salt), rounds)}`,
};

const SHA512: Scheme = {
  rounds: 656_000,
  ...SHA_ROUNDS,
  ...SHORT_SALT,
  hash: (secret, { salt, rounds }) => sha512Crypt(secret, salt, rounds),
};

const BCRYPT: Scheme = {
  rounds: 12,
  least: 4,
  most: 15,
  salt: /^[./0-9A-Za-z]{22}$/,
  saltTakes: '22 of the characters ./0-9A-Za-z',
  saltLength: 22,
  lastOfSalt: 'u',
  hash: (secret, { salt, rounds, ident }) => {
    if (!/^2[aby]$/.test(ident)) throw valueError(`password_hash knows the idents 2a, 2b and 2y, not ${ident}`);
    return hashSync(secret, `$${ident}$${String(rounds).padStart(2, '0')}$${salt}`);
  },
};

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ['sha256', SHA256],
  ['sha256_crypt', SHA256],
  ['sha512', SHA512],
  ['sha512_crypt', SHA512],
  ['blowfish', BCRYPT],
  ['bcrypt', BCRYPT],
]);

/** Cached, since a template is rendered several times in a run, and hashing is slow by design. */
const hashes = new Map<string, string>();

function passwordHash(
  value: unknown,
  [type = 'sha512', salt = null, , rounds = null, ident = null]: readonly unknown[],
  { world }: TemplateContext,
): string {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`secret must be unicode or bytes, not ${typeName(value)}`);
  const scheme = SCHEMES.get(str(type));
  if (!scheme) throw refused('password_hash knows the types sha256, sha512 and blowfish here');
  const options = optionsOf(scheme, { salt: salt ?? hostSalt(scheme, world), rounds, ident });
  const key = JSON.stringify([type, value, options]);
  if (!hashes.has(key)) world.host.beforeSlow?.();
  // rounds are slow by design, so their time does not count towards the expression's limit
  const hash = hashes.get(key) ?? untimed(() => scheme.hash(value, options));
  hashes.set(key, hash);
  return hash;
}

/**
 * A salt for each host, so that the hash is the same in every run. It is not derived from the secret, which could otherwise be guessed
 * from the salt without the rounds.
 */
function hostSalt({ saltTakes, saltLength, lastOfSalt }: Scheme, world: World): string {
  const host = hostSeed(world, 'password_hash without a salt', `Give it a salt, kept in a vault: ${saltTakes}.`);
  const digest = createHash('sha512').update(`salt of ${host}`).digest('base64').replaceAll('+', '.');
  return digest.slice(0, saltLength - 1) + lastOfSalt;
}

function optionsOf(scheme: Scheme, given: Readonly<Record<keyof HashOptions, unknown>>): HashOptions {
  const salt = str(given.salt);
  if (!scheme.salt.test(salt)) throw valueError(`the salt takes ${scheme.saltTakes}`);
  const rounds = given.rounds === null ? scheme.rounds : Number(given.rounds);
  const { least, most } = scheme;
  if (!Number.isInteger(rounds) || rounds < least || rounds > most)
    throw refused(`the rounds of password_hash are at least ${least} and at most ${most} here`);
  return { salt, rounds, ident: given.ident === null ? '2a' : str(given.ident) };
}

/** `password_hash`, with a reproducible result. */
export const PASSWORD_FILTERS = [filter('password_hash', 'hashtype? salt? salt_size? rounds? ident?', passwordHash)];
