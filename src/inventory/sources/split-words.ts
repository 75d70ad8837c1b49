/** A word of a shell-like line without its quotes, and the original column of each of its characters. */
export interface Word {
  readonly text: string;
  readonly columns: readonly number[];
  readonly start: number;
  readonly end: number;
}

interface Reading {
  text: string;
  columns: number[];
  start: number;
}

/**
 * Splits an INI host line into words: spaces separate, quotes group, a backslash escapes, `#` starts a comment even within a word.
 * Returns a string with the mistake if a quote or escape is incomplete.
 */
export function splitWords(line: string): readonly Word[] | string {
  const words: Word[] = [];
  let word: Reading | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (quote === '' && character === '#') {
      if (word) words.push({ ...word, end: i });
      return words;
    }
    if (quote === '' && /\s/.test(character)) {
      if (word) words.push({ ...word, end: i });
      word = undefined;
      continue;
    }
    word ??= { text: '', columns: [], start: i };
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === '\\' && escapes(quote, line[i + 1])) {
      if (i + 1 >= line.length) return 'there is nothing after the backslash at the end';
      append(word, line.charAt(++i), i);
    } else append(word, character, i);
  }
  if (quote !== '') return `the quote ${quote} is not closed`;
  return word ? [...words, { ...word, end: line.length }] : words;
}

function escapes(quote: string, next: string | undefined): boolean {
  return quote === '' || (quote === '"' && (next === '"' || next === '\\'));
}

function append(word: Reading, character: string, column: number): void {
  word.text += character;
  word.columns.push(column);
}
