import * as z from 'zod';
import type { Answers, Change, Owned } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import {
  fileNotTaken,
  diffAttributes,
  fileAttributes,
  predictStat,
  renderAttributes,
} from '../../module-api/file-attributes.ts';
import { bool, fileMode, integer, path } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { predictAttributes, predictFile } from '../lib/predict-file.ts';
import type { Query } from '../../query/query.ts';
import type { PrivateKeyAnswer } from '../../query/x509/private-key.ts';
import { privateKey } from '../../query/x509/private-key.ts';
import { removeFiles } from '../../module-api/at-place.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { renderMadeFile } from '../lib/file-script.ts';
import { parentOf } from '../lib/parent-directory.ts';

/** Curves of SEC 2 and RFC 5639 by the names in Ansible's module and OpenSSL's two names. Closed list: the name is passed to openssl. */
const CURVES = [
  ...['secp224r1', 'secp256k1', 'secp256r1', 'secp384r1', 'secp521r1', 'secp192r1', 'prime256v1', 'prime192v1'],
  ...['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
  ...['sect163k1', 'sect163r2', 'sect233k1', 'sect233r1', 'sect283k1', 'sect283r1'],
  ...['sect409k1', 'sect409r1', 'sect571k1', 'sect571r1'],
] as const;

/** OpenSSL's names of curves. */
const OPENSSL_NAMES: Readonly<Record<string, string>> = { secp256r1: 'prime256v1', secp192r1: 'prime192v1' };

const params = z
  .strictObject({
    path: path().describe('File of the key.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
    type: z.enum(['RSA', 'ECC', 'Ed25519']).default('RSA').describe('Type of the key.'),
    size: integer().default(4096).describe('Size of an RSA key in bits.'),
    curve: z
      .enum(CURVES)
      .transform((curve) => OPENSSL_NAMES[curve] ?? curve)
      .default('prime256v1')
      .describe('Curve of an ECC key, such as secp256r1 or secp384r1.'),
    force: bool()
      .default(false)
      .describe('Replace an existing key of another type, size or curve. Without force, the task fails.'),
    ...fileAttributes,
    mode: fileMode().default('0600').describe('Permission bits, as octal digits (0600) or symbols.'),
  })
  .refine((p) => p.size >= 2048, { path: ['size'], message: 'must be at least 2048: a shorter key can be broken' });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query;
  readonly self: Query<StatAnswer>;
  readonly key: Query<PrivateKeyAnswer>;
}
type Found = Answers<Asked>;

/** Manages private keys that are created on the host and never leave it. */
export const opensslPrivatekey = defineState({
  name: 'openssl_privatekey',
  summary: 'Creates a private key on the host. The key never leaves the host.',
  params,
  notTaken: {
    ...fileNotTaken,
    passphrase: 'Leave the key without one, in a file that only root can read.',
    cipher: 'Leave the key without a passphrase, in a file that only root can read.',
    backup: 'Copy the key first: copy with remote_src.',
    format: leftOut('the key is PKCS #8 in PEM.'),
    format_mismatch: leftOut('the key is PKCS #8 in PEM.'),
    regenerate: 'A key of another type or size is replaced only with force.',
    return_content: 'Read the file with slurp.',
    select_crypto_backend: leftOut('openssl is used.'),
  },
  examples: [
    '- openssl_privatekey:\n    path: /etc/ssl/private/web.key\n    type: ECC\n    curve: secp256r1\n    group: ssl-cert\n    mode: "0640"\n',
  ],
  returns: {
    filename: 'The file.',
    type: 'Type of the key.',
    size: 'Size of an RSA key in bits.',
    curve: 'Curve of an ECC key.',
  },
  queries: (p): Asked => ({ self: stat(p.path), key: privateKey(p.path) }),
  directories: (p) => [parentOf(p.path)],
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => [{ kind: 'run', script: render(p, s) }],
  predict: (p, s: Found, context) => {
    if (p.state === 'absent')
      return [
        ...predictFile(p.path, { exists: false }, null),
        { query: privateKey(p.path), answer: { exists: false } },
      ];
    const me = context.as ?? 'root';
    const created = { exists: true, type: 'file', mode: '0600', owner: me, group: me } as const;
    const self = predictStat(p, s.self, created);
    if (isAsWanted(p, s.key)) return [...predictAttributes(p.path, self), { query: privateKey(p.path), answer: s.key }];
    return [...predictFile(p.path, self, undefined), { query: privateKey(p.path), answer: newKey(p) }];
  },
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p, { key }: Found) => ({
    filename: p.path,
    ...(key.exists && { type: key.type, size: key.size, curve: key.curve }),
  }),
  owns: (p): Owned[] =>
    p.state === 'present'
      ? [{ key: `file:${p.path}`, remove: { module: 'file', params: { path: p.path, state: 'absent' } } }]
      : [],
});

/** The public key of a key that has not been created yet is unknown. */
function newKey(p: Params): PrivateKeyAnswer {
  if (p.type === 'RSA') return { exists: true, type: 'RSA', size: p.size };
  return p.type === 'ECC' ? { exists: true, type: 'ECC', curve: p.curve } : { exists: true, type: 'Ed25519' };
}

function isAsWanted(p: Params, key: PrivateKeyAnswer): boolean {
  const wanted = newKey(p);
  if (!key.exists || !wanted.exists) return false;
  return key.type === wanted.type && key.size === wanted.size && key.curve === wanted.curve;
}

function diff(p: Params, { self, key }: Found): Change[] {
  if (p.state === 'absent') return self.exists ? [{ attribute: 'state', before: 'present', after: 'absent' }] : [];
  if (self.exists && self.type !== 'file') throw new ModuleFailure(`${p.path} is a ${self.type}, not a file`);
  const isWanted = isAsWanted(p, key);
  if (key.exists && !isWanted && !p.force)
    throw new ModuleFailure(
      `${p.path} holds ${describeKey(key)}, not ${describeKey(newKey(p))}`,
      'force: yes creates a new key; requests and certificates of the old key must then be created again too.',
    );
  const before = key.exists ? describeKey(key) : null;
  return [
    ...(isWanted ? [] : [{ attribute: 'key', before, after: describeKey(newKey(p)) }]),
    ...diffAttributes(p, self),
  ];
}

function describeKey(key: PrivateKeyAnswer): string {
  if (!key.exists) return 'none';
  const detail = key.type === 'RSA' ? ` ${key.size ?? ''}` : key.type === 'ECC' ? ` ${key.curve ?? ''}` : '';
  return key.type === 'other' ? 'something other than a key without a passphrase' : `${key.type}${detail}`;
}

function render(p: Params, { self, key }: Found): string {
  if (p.state === 'absent') return removeFiles([p.path]);
  if (isAsWanted(p, key)) return renderAttributes(p.path, p, self).join(' &&\n');
  const command = `openssl genpkey ${ALGORITHMS[p.type](p)} -out "$t" 2>/dev/null`;
  return renderMadeFile({ path: p.path, command, wanted: p, found: self });
}

const ALGORITHMS: Readonly<Record<Params['type'], (p: Params) => string>> = {
  RSA: (p) => `-algorithm RSA -pkeyopt rsa_keygen_bits:${p.size}`,
  ECC: (p) => `-algorithm EC -pkeyopt ec_paramgen_curve:${p.curve} -pkeyopt ec_param_enc:named_curve`,
  Ed25519: () => '-algorithm ED25519',
};
