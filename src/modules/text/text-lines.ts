/** A text as lines. The final newline may be missing; `joinLines` always adds it. */
export interface TextLines {
  readonly lines: readonly string[];
  /** `\r\n` if the first line ends with it, otherwise `\n`. */
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

/** The index of the last matching line, or of the first one; -1 if none matches. */
export const findLine = (lines: readonly string[], passes: (line: string) => boolean, first: boolean): number =>
  first ? lines.findIndex(passes) : lines.findLastIndex(passes);
