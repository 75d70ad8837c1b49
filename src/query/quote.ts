/** Quotes a text as one word of POSIX sh. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Quotes words for a command line. */
export const quoteAll = (words: readonly string[]): string => words.map(quote).join(' ');
