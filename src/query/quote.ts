/** A word of POSIX sh that stands for exactly this text. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Words for a command line, each quoted. */
export const quoteAll = (words: readonly string[]): string => words.map(quote).join(' ');
