/** A text in lines. The end of the last line may be missing; what is joined again always has it. */
export interface TextLines {
  readonly lines: readonly string[];
  /** `\r\n` where the first line ends so. */
  readonly newline: string;
}

export function splitLines(text: string): TextLines {
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const lines = text.split('\n').map((line) => (line.endsWith('\r') && newline === '\r\n' ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return { lines, newline };
}

export const joinLines = ({ newline }: TextLines, lines: readonly string[]): string =>
  lines.map((line) => line + newline).join('');

/** The place of the last line that passes, or of the first; -1 where none does. */
export const findLine = (lines: readonly string[], passes: (line: string) => boolean, first: boolean): number =>
  first ? lines.findIndex(passes) : lines.findLastIndex(passes);
