import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { VaultError } from '../vault-error.ts';
import { open, seal, TAG_BYTES } from './chacha.ts';
import { base64, unwrapKey, wrapKey } from './x25519.ts';
import type { Identity, Recipient, Stanza } from './x25519.ts';

const BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----';
const END = '-----END AGE ENCRYPTED FILE-----';
const VERSION = 'age-encryption.org/v1';
const COLUMNS = 64;
const CHUNK_BYTES = 64 * 1024;
const NONCE_BYTES = 16;

/** Whether a text starts like an armored age file. */
export const isAgeText = (text: string): boolean => text.startsWith(BEGIN);

/** Encrypts to an armored age file (age-encryption.org/v1) that each recipient can open. */
export function encryptAge(plaintext: Buffer, recipients: readonly Recipient[]): string {
  const fileKey = randomBytes(16);
  const stanzas = recipients.map((recipient) => renderStanza(wrapKey(fileKey, recipient)));
  const head = `${VERSION}\n${stanzas.join('')}---`;
  const header = Buffer.from(`${head} ${base64(macOf(fileKey, head))}\n`);
  const nonce = randomBytes(NONCE_BYTES);
  const payload = sealChunks(deriveKey(fileKey, nonce, 'payload'), plaintext);
  const body = Buffer.concat([header, nonce, payload]).toString('base64');
  return [BEGIN, ...columnsOf(body), END, ''].join('\n');
}

/** Throws VaultError: damaged, unknown-version, or wrong-password if no identity opens it. */
export function decryptAge(text: string, identities: readonly Identity[]): Buffer {
  const { head, stanzas, mac, payload } = parseFile(dearmor(text));
  for (const identity of identities)
    for (const stanza of stanzas) {
      const fileKey = unwrapKey(stanza, identity);
      if (fileKey === undefined) continue;
      if (!isSame(macOf(fileKey, head), mac)) throw damaged('its header was changed');
      const nonce = payload.subarray(0, NONCE_BYTES);
      return openChunks(deriveKey(fileKey, nonce, 'payload'), payload.subarray(NONCE_BYTES));
    }
  throw new VaultError('wrong-password', describeMismatch(stanzas, identities));
}

function describeMismatch(stanzas: readonly Stanza[], identities: readonly Identity[]): string {
  const kinds = [...new Set(stanzas.map(({ words }) => words[0] ?? ''))].filter((kind) => kind !== 'X25519');
  if (kinds.length === stanzas.length) return `it is encrypted for ${kinds.join(', ')}; X25519 (age1...) can be opened`;
  const count = identities.length === 1 ? 'the key given does' : `the ${identities.length} keys given do`;
  return `it is not encrypted to you: ${count} not open it`;
}

interface Parsed {
  /** The text that the MAC authenticates. */
  readonly head: string;
  readonly stanzas: readonly Stanza[];
  readonly mac: Buffer;
  readonly payload: Buffer;
}

function dearmor(text: string): Buffer {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const body = lines.slice(1, -1).join('');
  const bytes = Buffer.from(body, 'base64');
  if (lines[0] !== BEGIN || lines.at(-1) !== END || bytes.toString('base64') !== body)
    throw damaged('it was cut off, or is not base64');
  return bytes;
}

function parseFile(bytes: Buffer): Parsed {
  const text = bytes.toString('latin1');
  const [, version] = /^([^\n]*)\n/.exec(text) ?? [];
  if (version !== VERSION)
    throw new VaultError('unknown-version', `age format ${JSON.stringify(version?.slice(0, 40) ?? '')} is not known`);
  const end = /(?:^|\n)--- ([A-Za-z0-9+/]{43})\n/.exec(text);
  if (end?.[1] === undefined) throw damaged('its header has no end');
  const start = end.index + end[0].length;
  const head = text.slice(0, text.indexOf('---', end.index) + '---'.length);
  const stanzas = parseStanzas(head.slice(VERSION.length + 1, -'---'.length));
  const payload = bytes.subarray(start);
  if (payload.length < NONCE_BYTES + TAG_BYTES) throw damaged('its content was cut off');
  return { head, stanzas, mac: Buffer.from(end[1], 'base64'), payload };
}

/** Parses `-> TYPE ARGUMENTS`, and the body in lines of 64 characters, of which the last is shorter. */
function parseStanzas(text: string): Stanza[] {
  return text
    .split(/^-> /m)
    .slice(1)
    .map((stanza) => {
      const [words = '', ...body] = stanza.split('\n');
      return { words: words.split(' '), body: Buffer.from(body.join(''), 'base64') };
    });
}

function renderStanza({ words, body }: Stanza): string {
  const text = base64(body);
  return `-> ${words.join(' ')}\n${[...columnsOf(text), ...(text.length % COLUMNS === 0 ? [''] : [])].join('\n')}\n`;
}

const columnsOf = (text: string): string[] => text.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? [];

const macOf = (fileKey: Buffer, head: string): Buffer =>
  createHmac('sha256', deriveKey(fileKey, Buffer.alloc(0), 'header'))
    .update(head, 'latin1')
    .digest();

const deriveKey = (fileKey: Buffer, salt: Buffer, info: string): Buffer =>
  Buffer.from(hkdfSync('sha256', fileKey, salt, info, 32));

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** The nonce of a chunk: its number, and whether it is the last. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function sealChunks(key: Buffer, plaintext: Buffer): Buffer {
  const count = Math.max(1, Math.ceil(plaintext.length / CHUNK_BYTES));
  const chunks = Array.from({ length: count }, (_, index) => {
    const chunk = plaintext.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    return seal(key, nonceOf(index, index === count - 1), chunk);
  });
  return Buffer.concat(chunks);
}

function openChunks(key: Buffer, sealed: Buffer): Buffer {
  const size = CHUNK_BYTES + TAG_BYTES;
  const count = Math.ceil(sealed.length / size);
  const chunks = Array.from({ length: count }, (_, index) => {
    const chunk = open(key, nonceOf(index, index === count - 1), sealed.subarray(index * size, (index + 1) * size));
    if (chunk === undefined || (chunk.length === 0 && count > 1)) throw damaged('its content was changed or cut off');
    return chunk;
  });
  return Buffer.concat(chunks);
}

const damaged = (why: string): VaultError => new VaultError('damaged', `the age file is damaged: ${why}`);
