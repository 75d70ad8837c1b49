import type { Range } from './range-list.ts';

/** What does not belong to the bytes in a line of od or xxd: before them their offset, behind them what they look like as text. */
export interface DumpLine {
  readonly offset: Range;
  readonly rest: Range;
}

const DUMP_LINE = /^([0-9a-f]{6,16}:?[ \t]+)([0-9a-f]{2,}(?: [0-9a-f]{2,})* ?)([ \t].*)?$/gim;

/** The lines of dumps in a text, in their order. */
export const dumpLinesIn = (text: string): DumpLine[] => [...text.matchAll(DUMP_LINE)].map(readLine);

function readLine(match: RegExpExecArray): DumpLine {
  const [line, offset = '', bytes = ''] = match;
  const start = match.index + offset.length;
  return { offset: [match.index, start], rest: [start + bytes.length, match.index + line.length] };
}
