/** A word of a shell-like line, without its quotes, and for each of its characters the column that it came from. */
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
 * Splits an INI host line into words: blanks separate, quotes group, a backslash escapes, `#` starts a comment even within a word.
 * A string names the mistake: a quote or escape that is not finished.
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
      if (i + 1 >= line.length) return 'a backslash at the end escapes nothing';
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
