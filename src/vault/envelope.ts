import { isAgeText } from './age/age-file.ts';
import type { Recipient } from './age/x25519.ts';
import { VaultError } from './vault-error.ts';

/** A password and its label; by default `default`. The password may be the private keys of an age identity file. */
export interface VaultSecret {
  readonly label: string;
  readonly password: Buffer;
  /** If set, encryption uses age with these recipients instead of the password. */
  readonly recipients?: readonly Recipient[] | undefined;
}

/** The label that means no label: a vault that is encrypted with it carries none. */
export const DEFAULT_LABEL = 'default';

/** The parts of a vault: AES-256-CTR ciphertext and its HMAC-SHA256, with keys derived from a password and `salt`. */
export interface VaultEnvelope {
  readonly version: '1.1' | '1.2';
  /** The label of the vault ID; only in version 1.2. It is a hint, and not authenticated. */
  readonly label?: string;
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}

const MARK = '$ANSIBLE_VAULT';
const LONGEST_MARK = 64;

/**
 * Whether a file's content, or an inline value, starts like a vault, whatever its version, and even if it is damaged.
 */
export function isVaultText(content: string | Uint8Array): boolean {
  const start =
    typeof content === 'string' ? content : Buffer.from(content.subarray(0, LONGEST_MARK)).toString('latin1');
  return start.startsWith(MARK) || isAgeText(start);
}

/** A vault ID's label that a header can represent; otherwise throws VaultError `usage`. */
export function parseVaultLabel(label: string): string {
  if (/^[^;\r\n]+$/.test(label) && label.trim() === label) return label;
  throw new VaultError(
    'usage',
    `${JSON.stringify(label)} can't be a vault id's label: it must not be empty, contain ";" or a line break, or begin or end with a space`,
    { remedy: `Write \`--vault-id ${label.replace(/[;\s]+/g, '-') || 'prod'}@FILE\`.`, place: '--vault-id' },
  );
}

const BLOCK_BYTES = 16;
const HMAC_BYTES = 32;

/**
 * Parses a vault's text without a password. Lines may be indented, as in an inline YAML value.
 * Throws VaultError: not-a-vault, unknown-version, unknown-cipher or damaged.
 */
export function parseVaultEnvelope(text: string): VaultEnvelope {
  const [header = '', ...body] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim());
  return { ...parseHeader(header), ...parseBody(body.join('')) };
}

function parseHeader(header: string): Pick<VaultEnvelope, 'version' | 'label'> {
  if (!header.startsWith(MARK))
    throw new VaultError('not-a-vault', 'not a vault: it does not begin with $ANSIBLE_VAULT');
  const [mark, version, cipher, label, ...rest] = header.split(';').map((part) => part.trim());
  if (mark !== '$ANSIBLE_VAULT' || version === undefined) throw damaged('its header has no version');
  if (version !== '1.1' && version !== '1.2') {
    throw new VaultError('unknown-version', `vault format ${quote(version)} is not known; 1.1 and 1.2 are`);
  }
  if (cipher === undefined) throw damaged('its header has no cipher');
  if (cipher !== 'AES256') throw new VaultError('unknown-cipher', `cipher ${quote(cipher)} is not known; AES256 is`);
  if (version === '1.1') {
    if (label !== undefined) throw damaged('a version 1.1 header has no label');
    return { version };
  }
  if (!label || rest.length > 0) throw damaged('a version 1.2 header needs one label');
  return { version, label };
}

function parseBody(hex: string): Pick<VaultEnvelope, 'salt' | 'hmac' | 'ciphertext'> {
  const parts = decodeHex(hex).toString('latin1').split('\n').map(decodeHex);
  const [salt, hmac, ciphertext] = parts;
  if (!salt || !hmac || !ciphertext || parts.length !== 3) {
    throw damaged('its body is not a salt, an authentication code and a ciphertext');
  }
  if (salt.length === 0) throw damaged('it has no salt');
  if (hmac.length !== HMAC_BYTES) throw damaged('its authentication code has the wrong length');
  if (ciphertext.length === 0 || ciphertext.length % BLOCK_BYTES !== 0) throw damaged('its ciphertext was cut off');
  return { salt, hmac, ciphertext };
}

function decodeHex(hex: string): Buffer {
  // Buffer.from(_, 'hex') stops silently at the first invalid character
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) throw damaged('its body is not hexadecimal');
  return Buffer.from(hex, 'hex');
}

function damaged(why: string): VaultError {
  return new VaultError('damaged', `the vault is damaged: ${why}`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

const COLUMNS = /.{1,80}/g;

/** The text that ansible-vault writes: a header line, then hexadecimal in lines of 80 characters, each ended by a newline. */
export function renderVaultEnvelope(envelope: VaultEnvelope): string {
  const { version, label, salt, hmac, ciphertext } = envelope;
  const header = ['$ANSIBLE_VAULT', version, 'AES256', ...(label === undefined ? [] : [label])].join(';');
  const body = [salt, hmac, ciphertext].map((part) => part.toString('hex')).join('\n');
  const lines = Buffer.from(body, 'latin1').toString('hex').match(COLUMNS) ?? [];
  return [header, ...lines, ''].join('\n');
}
