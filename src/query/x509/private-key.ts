import { createPublicKey } from 'node:crypto';
import { defineQuery, Refused } from '../query.ts';
import { quote } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

/** The public properties of a private key. */
export type PrivateKeyAnswer =
  | { readonly exists: false }
  | {
      readonly exists: true;
      /** `other`: no key, an encrypted key, or an unknown type. */
      readonly type: 'RSA' | 'ECC' | 'Ed25519' | 'other';
      /** Size of an RSA key in bits. */
      readonly size?: number | undefined;
      /** Curve of an elliptic-curve key, by OpenSSL's name: `prime256v1`. */
      readonly curve?: string | undefined;
      /** SubjectPublicKeyInfo (RFC 5280) in base64; undefined if unknown. */
      readonly publicKey?: string | undefined;
    };

/** A private key in a file on the host. It never leaves the host: OpenSSL derives the public key there. */
export const privateKey = defineQuery<string, PrivateKeyAnswer>({
  name: 'privateKey',
  key: (path) => path,
  reads: (path) => [`file:${path}`],
  script: (paths, boundary) => paths.map((path) => renderRead(quote(path), boundary)).join('\n'),
  parse: (output, paths, boundary) => {
    const parts = splitBuffer(output, boundary);
    return paths.map((path, i) => parsePart(path, parts[i + 1]?.toString('latin1') ?? 'r'));
  },
});

/** An empty passphrase is passed, so that OpenSSL never prompts for one. */
const renderRead = (path: string, boundary: string): string =>
  [
    `printf '%s' ${boundary}`,
    `if [ ! -f ${path} ]; then printf a; elif [ ! -r ${path} ]; then printf r`,
    'elif ! command -v openssl >/dev/null; then printf o',
    `else printf f; openssl pkey -in ${path} -passin pass: -pubout 2>/dev/null; fi`,
  ].join('; ');

function parsePart(path: string, part: string): PrivateKeyAnswer | Refused {
  switch (part.charAt(0)) {
    case 'a':
      return { exists: false };
    case 'o':
      return new Refused('openssl is not installed, and private keys are read with it');
    case 'f':
      return describeKey(part.slice(1));
    default:
      return new Refused(`cannot read ${path}`);
  }
}

function describeKey(pem: string): PrivateKeyAnswer {
  if (!pem.includes('BEGIN PUBLIC KEY')) return { exists: true, type: 'other' };
  const key = createPublicKey(pem);
  const publicKey = key.export({ type: 'spki', format: 'der' }).toString('base64');
  const { modulusLength: size, namedCurve: curve } = key.asymmetricKeyDetails ?? {};
  const type = TYPES[key.asymmetricKeyType ?? ''] ?? 'other';
  return { exists: true, type, ...(size !== undefined && { size }), ...(curve !== undefined && { curve }), publicKey };
}

const TYPES: Readonly<Record<string, 'RSA' | 'ECC' | 'Ed25519'>> = { rsa: 'RSA', ec: 'ECC', ed25519: 'Ed25519' };
