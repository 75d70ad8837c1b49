import { columnsOf } from '../../diagnostic/visible-text.ts';
import { wrapText } from '../../diagnostic/wrap-text.ts';

/** Sentences below a headline or in a list. Text with a deeper indentation (diffs, output) and commands to copy are not broken. */
const SENTENCE = /^ {2}(?: {2})?(?=\S)(?!command: )/;
const BULLET = /^ {2}\S /;

/** Breaks sentences that are wider than the terminal between words; `columns` is undefined without a terminal. */
export function fitLines(lines: readonly string[], columns: number | undefined): readonly string[] {
  if (columns === undefined || columns < 20) return lines;
  return lines.flatMap((line) =>
    isSentence(line, columns) ? wrapText(line, columns, BULLET.test(line) ? '  ' : '') : [line],
  );
}

const isSentence = (line: string, columns: number): boolean =>
  columnsOf(line) > columns && SENTENCE.test(line) && !line.includes('\x1b') && !line.includes(': provision ');
