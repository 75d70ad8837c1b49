import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parseBech32, renderBech32 } from './bech32.ts';
import { open, seal } from './chacha.ts';

/** A wrapped file key: a line of an age file's header. */
export interface Stanza {
  readonly words: readonly string[];
  readonly body: Buffer;
}

/** A public key, `age1...`. */
export interface Recipient {
  readonly bytes: Buffer;
}

/** A private key, `AGE-SECRET-KEY-1...`. */
export interface Identity {
  readonly key: KeyObject;
  readonly recipient: Recipient;
}

const KEY_BYTES = 32;
/** The DER prefix of an X25519 key (RFC 8410). */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const INFO = 'age-encryption.org/v1/X25519';
const NO_NONCE = Buffer.alloc(12);

/** Undefined if the text is not such a key. */
export function parseRecipient(text: string): Recipient | undefined {
  const bytes = parseBech32(text, 'age');
  return bytes?.length === KEY_BYTES ? { bytes } : undefined;
}

export const renderRecipient = ({ bytes }: Recipient): string => renderBech32('age', bytes);

/** Undefined if the text is not such a key. */
export function parseIdentity(text: string): Identity | undefined {
  const bytes = parseBech32(text, 'age-secret-key-');
  if (bytes?.length !== KEY_BYTES) return undefined;
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, bytes]), format: 'der', type: 'pkcs8' });
  return { key, recipient: { bytes: publicBytes(createPublicKey(key)) } };
}

/** Wraps a file key, so that only the recipient can unwrap it. */
export function wrapKey(fileKey: Buffer, { bytes }: Recipient): Stanza {
  const ephemeral = generateKeyPairSync('x25519');
  const share = publicBytes(ephemeral.publicKey);
  const key = wrappingKey(ephemeral.privateKey, { theirs: bytes, share, recipient: bytes });
  return { words: ['X25519', base64(share)], body: seal(key, NO_NONCE, fileKey) };
}

/** The file key; undefined if the stanza is not for this identity. */
export function unwrapKey({ words, body }: Stanza, { key, recipient }: Identity): Buffer | undefined {
  const share = Buffer.from(words[1] ?? '', 'base64');
  if (words[0] !== 'X25519' || words.length !== 2 || share.length !== KEY_BYTES) return undefined;
  const wrapping = tryWrappingKey(key, { theirs: share, share, recipient: recipient.bytes });
  return wrapping && open(wrapping, NO_NONCE, body);
}

function tryWrappingKey(key: KeyObject, exchange: Exchange): Buffer | undefined {
  try {
    return wrappingKey(key, exchange);
  } catch {
    // a point of low order, whose shared secret is public: an attack
    return undefined;
  }
}

interface Exchange {
  readonly theirs: Buffer;
  readonly share: Buffer;
  readonly recipient: Buffer;
}

function wrappingKey(privateKey: KeyObject, { theirs, share, recipient }: Exchange): Buffer {
  const publicKey = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, theirs]), format: 'der', type: 'spki' });
  const secret = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync('sha256', secret, Buffer.concat([share, recipient]), INFO, KEY_BYTES));
}

const publicBytes = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);

/** Without padding, as everywhere in an age file's header. */
export const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
