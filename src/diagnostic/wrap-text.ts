import { columnsOf } from './visible-text.ts';

/** One line as several that fit, broken between words; a word that is longer than a line is broken itself. `indent` leads all but the first. */
export function wrapText(line: string, width: number | undefined, indent: string): string[] {
  if (width === undefined || columnsOf(line) <= width) return [line];
  const lead = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = lead;
  for (const word of line.trimStart().split(BREAK)) {
    const joined = current.trim() === '' ? current + word : `${current} ${word}`;
    if (columnsOf(joined) <= width) {
      current = joined;
      continue;
    }
    if (current.trim() !== '') lines.push(current);
    const [last = '', ...full] = pieces(word, width - lead.length - indent.length).toReversed();
    lines.push(...full.toReversed().map((piece) => lead + indent + piece));
    current = lead + indent + last;
  }
  return [...lines, current];
}

/** A space, but not the first ones of a quoted line of code. */
const BREAK = /(?<!(?:^|\s)` *) /;

function pieces(word: string, width: number): string[] {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (columnsOf(piece + character) > Math.max(1, width)) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}
