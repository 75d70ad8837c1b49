/** A piece of encoded text that gives a secret away. */
export interface SecretForm {
  readonly text: string;
  /** Where given, the character before (after) must be one of these, and is part of the secret as well. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

const MIN_LENGTH = 4;
const MIN_LINE_LENGTH = 6;

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

/** The value as `echo` of sh and `printf %b` print it, which take `\n` and the like in it for escapes; undefined if it has none. */
export function interpretEscapes(value: string): string | undefined {
  if (!value.includes('\\')) return undefined;
  const printed = value.replace(ESCAPE, (_, octal?: string, sign?: string) =>
    octal === undefined ? (SIGNS[sign ?? ''] ?? '') : String.fromCharCode(parseInt(octal, 8) & 0xff),
  );
  return printed === value ? undefined : printed;
}

/** What follows `\c` is not printed. */
const ESCAPE = /\\(?:0?([0-7]{1,3})|([abefnrtv\\])|c[^]*)/g;
const SIGNS: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' },
};

/** The value's bytes in hex, in lower case. */
export function listHexForms(value: string): SecretForm[] {
  return listPieces(value).map((piece) => ({ text: Buffer.from(piece).toString('hex') }));
}

/**
 * What is looked for of a value: all of it, without the space around it, with one space between its words, and each of its lines. None for a value shorter than 4
 * characters, for it would blot out half of any text; lines need 6.
 */
export function listPieces(value: string): string[] {
  if (value.trim().length < MIN_LENGTH) return [];
  const lines = value.split(/\r\n|\r|\n/).map((line) => line.trim());
  // as a shell prints the words of a variable that is not quoted, and as words are joined again
  const words = value.trim().replace(/[ \t]+/g, ' ');
  return [...new Set([value, value.trim(), words, ...lines.filter((line) => line.length >= MIN_LINE_LENGTH)])];
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
