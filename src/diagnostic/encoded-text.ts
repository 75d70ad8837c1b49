import type { Range } from './form-index.ts';

/** Enough digits of base64 for a secret of 4 bytes, broken up by white space or not. */
const BASE64 = /(?:[\w+/=-](?:[\s,"]|\\+["nrt])*){5}/;
const HEX = /(?:[0-9a-f]{2}(?:[\s:,"]|\\+["nrtx]|0x)*){4}/i;

/** Between digits of base64: line breaks, also as JSON writes them, and as a list of lines. */
const BASE64_GAP = /(?:[\s,"]|\\+["nrt])+/g;
/** Between bytes in hex: spaces and line breaks, colons, and the prefixes of C. */
const HEX_GAP = /(?:\\+["nrt]|\\x|0x|[\s:,"])+/g;

/** A line of od or xxd: an offset, bytes, and what they look like as text. */
const DUMP_LINE = /^([0-9a-f]{6,16}:?[ \t]+)((?:[0-9a-f]{2,4} ?)+)([ \t].*)?$/gim;

/** The digits of an encoding that stand in a text, without what tools put between them. */
export class EncodedText {
  readonly digits: string;
  /** Of each piece of `digits` where it begins there and in the text. */
  readonly #pieces: readonly Piece[];
  /** Ends of lines of a dump: what is found in the bytes also stands behind them. */
  readonly #lineEnds: readonly Range[];

  private constructor(text: string, gaps: readonly Range[], lineEnds: readonly Range[]) {
    const pieces: Piece[] = [];
    let digits = '';
    let at = 0;
    for (const [start, end] of [...gaps, [text.length, text.length] as const]) {
      if (start > at) {
        pieces.push({ digit: digits.length, at });
        digits += text.slice(at, start);
      }
      at = Math.max(at, end);
    }
    this.digits = digits;
    this.#pieces = pieces;
    this.#lineEnds = lineEnds;
  }

  /** Undefined where no text of 4 bytes could be in it. */
  static base64(text: string): EncodedText | undefined {
    return BASE64.test(text) ? new EncodedText(text, gapsOf(text, BASE64_GAP), []) : undefined;
  }

  /** As `base64`; the digits are in lower case. */
  static hex(text: string): EncodedText | undefined {
    if (!HEX.test(text)) return undefined;
    const lines = [...text.matchAll(DUMP_LINE)].map((match) => dumpLine(match));
    const gaps = [...gapsOf(text, HEX_GAP), ...lines.flatMap(({ offset, rest }) => [offset, rest])];
    return new EncodedText(
      text.toLowerCase(),
      gaps.sort(byStart),
      lines.map(({ rest }) => rest),
    );
  }

  /** Where ranges of `digits` stand in the text. */
  toRanges(ranges: readonly Range[]): Range[] {
    return ranges.map(([start, end]) => [this.#at(start), this.#endOfLine(this.#at(end - 1) + 1)]);
  }

  #at(digit: number): number {
    let [low, high] = [0, this.#pieces.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#pieces[middle]?.digit ?? 0) <= digit) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low] ?? { digit: 0, at: 0 };
    return piece.at + digit - piece.digit;
  }

  #endOfLine(at: number): number {
    const end = this.#lineEnds.find(([, lineEnd]) => lineEnd >= at);
    return end && this.#lineStart(end) <= at ? end[1] : at;
  }

  #lineStart(line: Range): number {
    const before = this.#lineEnds[this.#lineEnds.indexOf(line) - 1];
    return before ? before[1] : 0;
  }
}

interface Piece {
  readonly digit: number;
  readonly at: number;
}

const byStart = (a: Range, b: Range): number => a[0] - b[0];

const gapsOf = (text: string, gap: RegExp): Range[] =>
  [...text.matchAll(gap)].map((match) => [match.index, match.index + match[0].length]);

function dumpLine(match: RegExpExecArray): { readonly offset: Range; readonly rest: Range } {
  const [line, offset = '', bytes = ''] = match;
  const start = match.index + offset.length;
  return { offset: [match.index, start], rest: [start + bytes.length, match.index + line.length] };
}
