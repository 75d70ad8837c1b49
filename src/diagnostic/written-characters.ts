/** What a place of an escaped text may stand for, in so many of its characters. */
export interface Reading {
  /** Of the value that was escaped; none for what merely escapes the next character, or continues a line. */
  readonly units: string | typeof ANY_BEYOND_ASCII;
  readonly length: number;
}

/** A character that the encoding of the text could not hold. */
export const ANY_BEYOND_ASCII = Symbol('any character beyond ASCII');

const NOISE = '\\\'"`';
/** The longest escape is a character beyond ASCII as four bytes in octal, within a string in a string. */
export const LONGEST_ESCAPE = 40;

const CONTROLS: Readonly<Record<string, string>> = {
  ...{ 0: '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' },
  ...{ e: '\x1b', E: '\x1b', Z: '\x1a' },
};
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const UNICODE = /\\(?:U([0-9a-fA-F]{8})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))/y;
const ENTITY = /&(?:amp;){0,4}(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/iy;
const FOLD = /\r?\n[+-]?[ \t]{0,80}/y;
/** The end of an item of a YAML list, and the beginning of the next. */
const NEXT_LINE = /\r?\n[+-]?[ \t]{0,80}- /y;
/** The same of a list of JSON or Python, which may stand in a text of JSON. */
const NEXT_ITEM = /["'],(?:\\{1,3}n|\s){0,80}\\{0,3}["']/y;
const NEXT_PLAIN_ITEM = /,[ \t]{0,80}/y;
const CONTINUED = /\\\r?\n[+-]?[ \t]{0,80}/y;

/** Characters that may stand for something else than themselves. */
const ESCAPES = new Uint8Array(0x1_0000);
for (const sign of `${NOISE}%$&+^?,\r\n\ufffd`) ESCAPES[sign.charCodeAt(0)] = 1;
ESCAPES.fill(1, 0x80, 0x100);

export const isEscape = (unit: number): boolean => ESCAPES[unit] === 1;

/**
 * What the text may stand for at a place where `isEscape` holds, besides the character itself: by the escapes of C, JSON, YAML, shells, SQL,
 * CSV, Python, systemd, URLs, HTML and XML, each of them over again as well, in UTF-8 that was read as Latin-1, and in line breaks of long text.
 */
export function readingsAt(text: string, at: number): readonly Reading[] {
  const sign = text.charAt(at);
  switch (sign) {
    case '\\':
      return readBackslash(text, at);
    case "'":
    case '"':
    case '`':
      return readQuote(text, at);
    case '%':
      return readPercent(text, at);
    case '$':
      return text.charAt(at + 1) === '$' ? DOLLARS : NONE;
    case '&':
      return readEntity(text, at);
    case '+':
      return PLUS;
    case ',':
      return [{ units: ' ', length: lengthOf(NEXT_PLAIN_ITEM, text, at) }];
    case '^':
      return readCaret(text.charCodeAt(at + 1));
    case '\r':
    case '\n':
      return readFold(text, at);
    case '?':
    case '\ufffd':
      return REPLACED[countSame(text, at, REPLACED.length)] ?? NONE;
    default:
      return readBytes(text, at);
  }
}

/** Where the words of a value are quoted one by one, as in a command line and in a list, the quotes between them are no part of it. */
function readQuote(text: string, at: number): readonly Reading[] {
  const length = lengthOf(NEXT_ITEM, text, at);
  if (length > 0) return [...SKIPPED, { units: ' ', length }];
  const isSkipped = isNoise(text, at - 1) || isNoise(text, at + 1) || isSpace(text, at - 1) || isSpace(text, at + 1);
  return isSkipped ? SKIPPED : NONE;
}

const isSpace = (text: string, at: number): boolean =>
  at >= 0 && at < text.length && ' \t\r\n'.includes(text.charAt(at));

/** In a run of quotes and backslashes each may only be there to escape another one. */
const isNoise = (text: string, at: number): boolean => at >= 0 && at < text.length && NOISE.includes(text.charAt(at));

/** Where the run of quotes and backslashes that begins there ends. */
export function endOfNoise(text: string, from: number): number {
  let at = from;
  while (isNoise(text, at)) at++;
  return at;
}

const NONE: readonly Reading[] = [];
const SKIPPED: readonly Reading[] = [{ units: '', length: 1 }];
const PLUS: readonly Reading[] = [{ units: ' ', length: 1 }];
/** Programs double them, and percent signs. */
const DOLLARS: readonly Reading[] = [{ units: '$', length: 2 }];
/** By the count of equal signs from 1 on: one stands for each character or byte that was lost. */
const REPLACED: readonly (readonly Reading[])[] = [1, 2, 3, 4].map((most) =>
  Array.from({ length: most }, (_, i) => ({ units: ANY_BEYOND_ASCII, length: i + 1 })),
);
/** `^[`, as terminals and cat(1) show control characters, from `^?` on. */
const CARETS: readonly (readonly Reading[])[] = Array.from({ length: 0x21 }, (_, i) => [
  { units: String.fromCharCode((0x3f + i) ^ 0x40), length: 2 },
]);

const readCaret = (next: number): readonly Reading[] => CARETS[next - 0x3f] ?? NONE;

function readBackslash(text: string, at: number): readonly Reading[] {
  const sign = text.charAt(at + 1);
  const readings = [...SKIPPED];
  const control = CONTROLS[sign];
  if (control !== undefined) readings.push({ units: control, length: 2 });
  if (sign === '\r' || sign === '\n') readings.push({ units: '', length: lengthOf(CONTINUED, text, at) });
  else if (sign === 'u' || sign === 'U') readings.push(...readUnicode(text, at));
  else if (sign === 'x' || (sign >= '0' && sign <= '7')) readings.push(...readBytes(text, at));
  return readings;
}

function readUnicode(text: string, at: number): readonly Reading[] {
  const match = matchAt(UNICODE, text, at);
  if (!match) return NONE;
  return fromCode(parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16), match[0].length);
}

function readPercent(text: string, at: number): readonly Reading[] {
  const bytes = readBytes(text, at);
  if (text.charAt(at + 1) === '%') return [{ units: '%', length: 2 }, ...bytes];
  const isNested = text.startsWith('25', at + 1) && readHex(text, at + 3) !== undefined;
  return isNested ? [{ units: '%', length: 3 }, ...bytes] : bytes;
}

function readEntity(text: string, at: number): readonly Reading[] {
  const match = matchAt(ENTITY, text, at);
  if (!match) return NONE;
  const [whole, decimal, hex, name = ''] = match;
  const once: Reading[] = text.startsWith('amp;', at + 1) ? [{ units: '&', length: 5 }] : [];
  const named = ENTITIES[name.toLowerCase()];
  if (named !== undefined) return [...once, { units: named, length: whole.length }];
  return [...once, ...fromCode(parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10), whole.length)];
}

const fromCode = (code: number, length: number): readonly Reading[] =>
  code > 0x10_ffff ? NONE : [{ units: String.fromCodePoint(code), length }];

/** Reads an escaped byte both as one character of Latin-1 and, together with the bytes after it, as a character of UTF-8. */
function readBytes(text: string, at: number): readonly Reading[] {
  const first = byteAt(text, at);
  if (!first) return NONE;
  const single = { units: String.fromCharCode(first.byte), length: first.length };
  const behind = bytesBehind(first.byte);
  if (behind === 0) return [single];
  const bytes = [first.byte];
  let { length } = first;
  for (let rest = behind; rest > 0; rest--) {
    const next = byteAt(text, at + length);
    if (!next || next.byte >> 6 !== 0b10) return [single];
    bytes.push(next.byte);
    length += next.length;
  }
  return [single, { units: Buffer.from(bytes).toString('utf8'), length }];
}

function bytesBehind(first: number): number {
  if (first >= 0xf0) return 3;
  if (first >= 0xe0) return 2;
  return first >= 0xc2 ? 1 : 0;
}

interface EscapedByte {
  readonly byte: number;
  readonly length: number;
}

function byteAt(text: string, at: number): EscapedByte | undefined {
  const unit = text.charCodeAt(at);
  if (unit === PERCENT) return readPercentByte(text, at);
  if (unit === BACKSLASH) return readBackslashByte(text, at);
  return unit >= 0x80 && unit <= 0xff ? { byte: unit, length: 1 } : undefined;
}

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const MOST_NESTED = 4;
const MOST_BACKSLASHES = 8;

/** `%41`, `%2541`, `%252541` and so on. */
function readPercentByte(text: string, at: number): EscapedByte | undefined {
  let digits = at + 1;
  while (digits < at + 1 + 2 * MOST_NESTED && text.startsWith('25', digits)) digits += 2;
  const byte = readHex(text, digits);
  if (byte !== undefined) return { byte, length: digits + 2 - at };
  return digits > at + 1 ? { byte: PERCENT, length: digits - at } : undefined;
}

/** `\x41`, `\101` and `\0101`, with more backslashes too. */
function readBackslashByte(text: string, at: number): EscapedByte | undefined {
  let digits = at;
  while (text.charCodeAt(digits) === BACKSLASH) if (++digits > at + MOST_BACKSLASHES) return undefined;
  const sign = text.charAt(digits);
  if (sign === 'x' || sign === 'X') {
    const byte = readHex(text, digits + 1);
    return byte === undefined ? undefined : { byte, length: digits + 3 - at };
  }
  for (const start of sign === '0' ? [digits + 1, digits] : [digits]) {
    const byte = readOctal(text, start);
    if (byte !== undefined) return { byte, length: start + 3 - at };
  }
  return undefined;
}

function readHex(text: string, at: number): number | undefined {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? undefined : high * 16 + low;
}

function readOctal(text: string, at: number): number | undefined {
  const [high, middle, low] = [0, 1, 2].map((index) => text.charCodeAt(at + index) - 0x30);
  if (!isBelow(high, 4) || !isBelow(middle, 8) || !isBelow(low, 8)) return undefined;
  return high * 64 + middle * 8 + low;
}

const isBelow = (digit: number | undefined, base: number): digit is number =>
  digit !== undefined && digit >= 0 && digit < base;

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Where long text is folded, and where its words are the items of a list, a line break stands for a space. */
function readFold(text: string, at: number): readonly Reading[] {
  const length = lengthOf(FOLD, text, at);
  if (length === 0) return NONE;
  const readings: Reading[] = [{ units: ' ', length }];
  const item = lengthOf(NEXT_LINE, text, at);
  if (item > 0) readings.push({ units: ' ', length: item });
  if (text.startsWith('\r\n', at)) readings.push({ units: '\n', length: 2 });
  return readings;
}

/** How many signs after the first are equal to it, up to `most` in all. */
function countSame(text: string, at: number, most: number): number {
  let count = 0;
  while (count < most - 1 && text.charCodeAt(at + count + 1) === text.charCodeAt(at)) count++;
  return count;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const lengthOf = (pattern: RegExp, text: string, at: number): number => matchAt(pattern, text, at)?.[0].length ?? 0;
