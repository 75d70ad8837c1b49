/** What a place of an escaped text may stand for, in so many of its characters. */
export interface Reading {
  /** Of the value that was escaped; none for what merely escapes the next character, or continues a line. */
  readonly units: string | typeof ANY_BEYOND_ASCII;
  readonly length: number;
}

/** A character that the encoding of the text could not hold. */
export const ANY_BEYOND_ASCII = Symbol('any character beyond ASCII');

const NOISE = '\\\'"`';
/** A program doubles them. */
const DOUBLED = '%$';
/** The longest escape is a character beyond ASCII as four bytes in octal, within a string in a string. */
export const LONGEST_READING = 40;

const CONTROLS: Readonly<Record<string, string>> = {
  ...{ 0: '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' },
  ...{ e: '\x1b', E: '\x1b', Z: '\x1a' },
};
/** Characters that have a special meaning after a backslash. */
const ESCAPED = /[\r\n0-7abtnvfreEZuUx]/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const UNICODE = /\\(?:U([0-9a-fA-F]{8})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4}))/y;
const ENTITY = /&(?:amp;){0,4}(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/iy;
const BYTE = /\\{1,8}x([0-9a-f]{2})|\\{1,8}0?([0-3][0-7]{2})|%(?:25){0,4}([0-9a-f]{2})|([\x80-\xff])/iy;
const FOLD = /\r?\n[+-]?[ \t]{0,80}/y;
const CONTINUED = /\\\r?\n[+-]?[ \t]{0,80}/y;

/** Characters that may stand for something else than themselves. */
const ESCAPES = new Uint8Array(0x1_0000);
for (const sign of `${NOISE}${DOUBLED}&+^?\r\n\ufffd`) ESCAPES[sign.charCodeAt(0)] = 1;
ESCAPES.fill(1, 0x80, 0x100);

export const isEscape = (unit: number): boolean => ESCAPES[unit] === 1;

/**
 * What the text may stand for at a place where `isEscape` holds, besides the character itself: by the escapes of C, JSON, YAML, shells, SQL,
 * CSV, Python, systemd, URLs, HTML and XML, each of them over again as well, in UTF-8 that was read as Latin-1, and in line breaks of long text.
 */
export function readingsAt(text: string, at: number): readonly Reading[] {
  const sign = text.charAt(at);
  if (sign === '\\') return readBackslash(text, at);
  if (NOISE.includes(sign)) return isNoise(text, at - 1) || isNoise(text, at + 1) ? SKIPPED : [];
  if (DOUBLED.includes(sign) && text.charAt(at + 1) === sign)
    return [{ units: sign, length: 2 }, ...readBytes(text, at)];
  switch (sign) {
    case '%':
      return [
        ...(/^25[0-9a-f]{2}$/i.test(text.slice(at + 1, at + 5)) ? [{ units: '%', length: 3 }] : []),
        ...readBytes(text, at),
      ];
    case '&':
      return readEntity(text, at);
    case '+':
      return [{ units: ' ', length: 1 }];
    case '^':
      return readCaret(text.charCodeAt(at + 1));
    case '\r':
    case '\n':
      return readFold(text, at);
    case '?':
    case '\ufffd':
      return readReplaced(text, at, sign);
    default:
      return readBytes(text, at);
  }
}

/** In a run of quotes and backslashes each may only be there to escape another one. */
const isNoise = (text: string, at: number): boolean => at >= 0 && at < text.length && NOISE.includes(text.charAt(at));

/** Where the run of quotes and backslashes that begins there ends. */
export function endOfNoise(text: string, from: number): number {
  let at = from;
  while (isNoise(text, at)) at++;
  return at;
}

const SKIPPED: readonly Reading[] = [{ units: '', length: 1 }];

function readBackslash(text: string, at: number): readonly Reading[] {
  const sign = text.charAt(at + 1);
  if (!ESCAPED.test(sign)) return SKIPPED;
  const control = CONTROLS[sign];
  const continued = lengthOf(CONTINUED, text, at);
  return [
    ...SKIPPED,
    ...(control === undefined ? [] : [{ units: control, length: 2 }]),
    ...(continued > 0 ? [{ units: '', length: continued }] : []),
    ...readUnicode(text, at),
    ...readBytes(text, at),
  ];
}

function readUnicode(text: string, at: number): Reading[] {
  const match = matchAt(UNICODE, text, at);
  if (!match) return [];
  return fromCode(parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16), match[0].length);
}

function readEntity(text: string, at: number): Reading[] {
  const match = matchAt(ENTITY, text, at);
  if (!match) return [];
  const [whole, decimal, hex, name = ''] = match;
  const once: Reading[] = text.startsWith('amp;', at + 1) ? [{ units: '&', length: 5 }] : [];
  const named = ENTITIES[name.toLowerCase()];
  if (named !== undefined) return [...once, { units: named, length: whole.length }];
  return [...once, ...fromCode(parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10), whole.length)];
}

const fromCode = (code: number, length: number): Reading[] =>
  code > 0x10_ffff ? [] : [{ units: String.fromCodePoint(code), length }];

/** Reads an escaped byte both as one character of Latin-1 and, together with the bytes after it, as a character of UTF-8. */
function readBytes(text: string, at: number): Reading[] {
  const first = byteAt(text, at);
  if (!first) return [];
  const single = { units: String.fromCharCode(first.byte), length: first.length };
  const bytes = [first.byte];
  let { length } = first;
  for (let rest = bytesBehind(first.byte); rest > 0; rest--) {
    const next = byteAt(text, at + length);
    if (!next || next.byte >> 6 !== 0b10) return [single];
    bytes.push(next.byte);
    length += next.length;
  }
  return bytes.length === 1 ? [single] : [single, { units: Buffer.from(bytes).toString('utf8'), length }];
}

function bytesBehind(first: number): number {
  if (first >= 0xf0) return 3;
  if (first >= 0xe0) return 2;
  return first >= 0xc2 ? 1 : 0;
}

function byteAt(text: string, at: number): { readonly byte: number; readonly length: number } | undefined {
  const match = matchAt(BYTE, text, at);
  if (!match) return undefined;
  const [whole, escaped, octal, percent, raw] = match;
  const byte = raw?.charCodeAt(0) ?? parseInt(octal ?? escaped ?? percent ?? '', octal === undefined ? 16 : 8);
  return { byte, length: whole.length };
}

/** `^[`, as terminals and cat(1) show control characters. */
const readCaret = (next: number): Reading[] =>
  next >= 0x3f && next <= 0x5f ? [{ units: String.fromCharCode(next ^ 0x40), length: 2 }] : [];

/** Where long text is folded, a line break stands for a space. */
function readFold(text: string, at: number): Reading[] {
  const length = lengthOf(FOLD, text, at);
  if (length === 0) return [];
  const folded = { units: ' ', length };
  return text.startsWith('\r\n', at) ? [folded, { units: '\n', length: 2 }] : [folded];
}

/** One for each character or byte that was lost. */
function readReplaced(text: string, at: number, sign: string): Reading[] {
  const count = countWhile(text, at, 4, (each) => each === sign);
  return Array.from({ length: count }, (_, i) => ({ units: ANY_BEYOND_ASCII, length: i + 1 }));
}

function countWhile(text: string, at: number, most: number, holds: (sign: string) => boolean): number {
  let count = 0;
  while (count < most && at + count < text.length && holds(text.charAt(at + count))) count++;
  return count;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const lengthOf = (pattern: RegExp, text: string, at: number): number => matchAt(pattern, text, at)?.[0].length ?? 0;
