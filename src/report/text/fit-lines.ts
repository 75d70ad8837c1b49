import { columnsOf } from '../../diagnostic/visible-text.ts';
import { wrapText } from '../../diagnostic/wrap-text.ts';

/** Sentences below a headline or in a list. What is indented further (differences, what programs printed) and what is to be copied is not broken. */
const SENTENCE = /^ {2}(?: {2})?(?=\S)(?!command: )/;
const BULLET = /^ {2}\S /;

/** Sentences that are wider than the terminal, broken between words; `columns` is undefined where there is no terminal. */
export function fitLines(lines: readonly string[], columns: number | undefined): readonly string[] {
  if (columns === undefined || columns < 20) return lines;
  return lines.flatMap((line) =>
    isSentence(line, columns) ? wrapText(line, columns, BULLET.test(line) ? '  ' : '') : [line],
  );
}

const isSentence = (line: string, columns: number): boolean =>
  columnsOf(line) > columns && SENTENCE.test(line) && !line.includes('\x1b') && !line.includes(': provision ');
