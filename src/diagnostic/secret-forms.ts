/** A piece of text that gives a secret away. */
export interface SecretForm {
  readonly text: string;
  /** Where given, the character before (after) must be one of these, and is part of the secret as well. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

const MIN_LENGTH = 4;
const MIN_LINE_LENGTH = 6;

/**
 * The forms in which a value may turn up in text: as it is, escaped for JSON, HTML, the shell, SQL, systemd or a URL, and so
 * each line of a value of several lines. None for a value shorter than 4 characters, for it would blot out half of any text;
 * lines need 6. Surrounding space does not count.
 */
export function listSecretForms(value: string): SecretForm[] {
  return listPieces(value).flatMap(listEscapes);
}

/** What stands inside base64 of text around the value: at each of the three alignments, in both alphabets. The whole value also encoded twice. */
export function listBase64Forms(value: string): SecretForm[] {
  return listPieces(value).flatMap((piece) => {
    const once = listBase64(piece);
    const inside = once.filter(({ before, text }) => before !== undefined && text.length >= MIN_LENGTH);
    const inner = new Set([Buffer.from(piece).toString('base64'), ...inside.map(({ text }) => text)]);
    if (piece.length < value.trim().length) return once;
    return [...once, ...[...inner].flatMap(listBase64)];
  });
}

/** The value's bytes in hex, in lower case. */
export function listHexForms(value: string): SecretForm[] {
  return listPieces(value).map((piece) => ({ text: Buffer.from(piece).toString('hex') }));
}

function listPieces(value: string): string[] {
  if (value.trim().length < MIN_LENGTH) return [];
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  return [...new Set([value, value.trim(), ...lines.filter((line) => line.length >= MIN_LINE_LENGTH)])];
}

function listEscapes(text: string): SecretForm[] {
  const forms = new Set([
    text,
    ...listJson(text),
    ...listShell(text),
    ...listDoubled(text),
    ...listUrl(text),
    // an address in a command
    ...listUrl(text).flatMap(listShell),
    escapeOctal(text),
    escapeHtml(text),
  ]);
  return [...forms].map((form) => ({ text: form }));
}

function listJson(text: string): string[] {
  const json = escapeJson(text);
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [json, ascii, escapeJson(json)];
}

/** Within single quotes, and within double ones as sh and systemd read them. */
function listShell(text: string): string[] {
  const single = [`'\\''`, `'"'"'`].map((quote) => text.replaceAll("'", quote));
  return [...single, text.replace(/["\\$`]/g, '\\$&')];
}

/** SQL and YAML double a quote, systemd's units and printf a percent sign. */
const listDoubled = (text: string): string[] => ["'", '%'].map((sign) => text.replaceAll(sign, sign + sign));

function listUrl(text: string): string[] {
  // A lone surrogate has no percent encoding; what leaves the runner as UTF-8 has U+FFFD in its place.
  const component = encodeURIComponent(Buffer.from(text).toString());
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = strict.replaceAll('%20', '+');
  const upper = [component, strict, form];
  return [...upper, ...upper.map((url) => url.replace(/%../g, (hex) => hex.toLowerCase()))];
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => HTML[c] ?? c);
}

/** As fstab(5) has blanks and backslashes. */
const escapeOctal = (text: string): string =>
  text.replace(/[\s\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = STANDARD.replace('+/', '-_');

function listBase64(text: string): SecretForm[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((offset) => {
    const standard = encodeAt(bytes, offset, STANDARD);
    const urlSafe = encodeAt(bytes, offset, URL_SAFE);
    return JSON.stringify(standard) === JSON.stringify(urlSafe) ? [standard] : [standard, urlSafe];
  });
}

/**
 * What `bytes` look like inside base64 after `offset` other bytes: digits that are certain, and at each end one shared
 * with the neighbours.
 */
function encodeAt(bytes: Buffer, offset: number, alphabet: string): SecretForm {
  const low = encode(bytes, offset, 0x00, alphabet);
  const high = encode(bytes, offset, 0xff, alphabet);
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return {
    text: low.slice(first, end),
    before: offset === 0 ? undefined : digitsBetween(low, high, first - 1, alphabet),
    after: ((offset + bytes.length) * 8) % 6 === 0 ? undefined : digitsBetween(low, high, end, alphabet),
  };
}

function encode(bytes: Buffer, offset: number, filler: number, alphabet: string): string {
  const padded = Buffer.concat([Buffer.alloc(offset, filler), bytes, Buffer.alloc(2, filler)]);
  return padded.toString(alphabet === STANDARD ? 'base64' : 'base64url');
}

/** The digits that agree with the secret's bits at `index`: those that do not differ between the two fillings. */
function digitsBetween(low: string, high: string, index: number, alphabet: string): string {
  const lowDigit = alphabet.indexOf(low.charAt(index));
  const unknownBits = lowDigit ^ alphabet.indexOf(high.charAt(index));
  return Array.from(alphabet)
    .filter((_, digit) => (digit & ~unknownBits) === (lowDigit & ~unknownBits))
    .join('');
}
