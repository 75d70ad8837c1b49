import { dumpLinesIn } from './dump-line.ts';
import type { Range } from './range-list.ts';

/** What is no digit. The digits are in ASCII; others are not told apart, except for what shows that a text was cut off. */
const OTHER = 0;
export const ELLIPSIS = 1;
export const DOT = 0x2e;

interface Encoding {
  /** By character: its digit, GAP, OTHER, or what needs a closer look. */
  readonly kinds: Uint8Array;
  /** A backslash and one of these is a gap. */
  readonly escapes: string;
}

const GAP = 2;
const BACKSLASH = 3;
/** A gap before `x`: the prefix of C. */
const ZERO_OF_HEX = 4;

/** What `\s` matches outside of ASCII. To ask it of each of 65,536 characters would cost every start of the program 20 ms. */
export const SPACES_BEYOND_ASCII =
  '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** Between digits of base64: line breaks, also as JSON writes them, and as a list of lines. */
const BASE64: Encoding = { kinds: kindsOf(/[\w+/-]/, /[\s,"]/), escapes: '"nrt' };
/** Between bytes in hex: spaces and line breaks, colons, and the prefixes of C. */
const HEX: Encoding = { kinds: kindsOf(/[0-9a-f]/i, /[\s:,"]/), escapes: '"nrtx' };
for (const sign of 'ABCDEF') HEX.kinds[sign.charCodeAt(0)] = sign.toLowerCase().charCodeAt(0);
HEX.kinds['0'.charCodeAt(0)] = ZERO_OF_HEX;

/** The digits of an encoding that stand in a text, without what tools put between them. */
export class EncodedText {
  /** Digits, and what is between them that is no gap. */
  readonly codes: Uint8Array;
  readonly length: number;
  /** Where each of `codes` stands in the text. */
  readonly #places: Int32Array;
  /** Ends of lines of a dump: what is found in the bytes also stands behind them. */
  readonly #lineEnds: readonly Range[];

  private constructor(text: string, encoding: Encoding, gaps: readonly Range[], lineEnds: readonly Range[]) {
    this.codes = new Uint8Array(text.length);
    this.#places = new Int32Array(text.length);
    this.length = this.#read(text, encoding, gaps);
    this.#lineEnds = lineEnds;
  }

  static base64(text: string): EncodedText {
    return new EncodedText(text, BASE64, [], []);
  }

  /** The digits are in lower case. What may be a line of a dump is read both as one and as it stands: its offset may be bytes. */
  static hex(text: string): EncodedText[] {
    const plain = new EncodedText(text, HEX, [], []);
    const lines = dumpLinesIn(text);
    if (lines.length === 0) return [plain];
    const gaps = lines.flatMap(({ offset, rest }) => [offset, rest]);
    const lineEnds = lines.map(({ rest }) => rest);
    return [plain, new EncodedText(text, HEX, gaps, lineEnds)];
  }

  /** Where ranges of `codes` stand in the text. They are in their order. */
  toRanges(ranges: Iterable<Range>): Range[] {
    let line = 0;
    return [...ranges].map(([start, end]) => {
      const last = this.#placeOf(end - 1) + 1;
      while ((this.#lineEnds[line]?.[1] ?? Infinity) < last) line++;
      return [this.#placeOf(start), this.#endOfLine(line, last)];
    });
  }

  #placeOf(index: number): number {
    return this.#places[index] ?? 0;
  }

  #endOfLine(line: number, at: number): number {
    const end = this.#lineEnds[line];
    const before = this.#lineEnds[line - 1];
    return end && (before?.[1] ?? 0) <= at ? end[1] : at;
  }

  #read(text: string, { kinds, escapes }: Encoding, gaps: readonly Range[]): number {
    let [count, gap] = [0, 0];
    let nextGap = gaps[0]?.[0] ?? text.length;
    for (let at = 0; at < text.length; at++) {
      if (at >= nextGap) {
        at = Math.max(at, gaps[gap]?.[1] ?? 0) - 1;
        nextGap = gaps[++gap]?.[0] ?? text.length;
        continue;
      }
      let code = kinds[text.charCodeAt(at)] ?? OTHER;
      if (code === GAP) continue;
      if (code === ZERO_OF_HEX) {
        if (text.charAt(at + 1) === 'x') {
          at++;
          continue;
        }
        code = 0x30;
      } else if (code === BACKSLASH) {
        const end = endOfBackslashes(text, at);
        const isGap = end < text.length && escapes.includes(text.charAt(end));
        at = isGap ? end : end - 1;
        if (isGap) continue;
        code = OTHER;
      }
      this.codes[count] = code;
      this.#places[count] = at;
      count++;
    }
    return count;
  }
}

function endOfBackslashes(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === '\\') at++;
  return at;
}

function kindsOf(digit: RegExp, gap: RegExp): Uint8Array {
  const kinds = new Uint8Array(0x1_0000);
  for (let unit = 0; unit < 0x80; unit++) {
    const sign = String.fromCharCode(unit);
    if (gap.test(sign)) kinds[unit] = GAP;
    else if (digit.test(sign)) kinds[unit] = unit;
  }
  for (const sign of SPACES_BEYOND_ASCII) kinds[sign.charCodeAt(0)] = GAP;
  kinds['\\'.charCodeAt(0)] = BACKSLASH;
  kinds['.'.charCodeAt(0)] = DOT;
  kinds['\u2026'.charCodeAt(0)] = ELLIPSIS;
  return kinds;
}
