/** Splits a command into words as a shell does, with quotes and backslashes only. Throws on an unterminated quote. */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let rest = command; rest !== '';) {
    const [whole, space, single, double, escaped, plain] =
      /^(?:(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+))/.exec(rest) ?? [];
    if (whole === undefined) throw new OpenQuote(command);
    rest = rest.slice(whole.length);
    if (space === undefined) {
      word = `${word ?? ''}${single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? ''}`;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** An unterminated quote, or a backslash at the end. */
export class OpenQuote extends Error {
  constructor(command: string) {
    super(`a quote is not closed in: ${command}`);
    this.name = 'OpenQuote';
  }
}
