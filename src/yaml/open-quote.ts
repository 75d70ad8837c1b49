/** The line above a mistake, and the whole text. */
interface Above {
  readonly above: string;
  readonly aboveStart: number;
  readonly whole: string;
}

/** A quote in the line above that opens within braces or brackets and is closed nowhere in the rest of the file. */
export function openBefore({ above, aboveStart, whole }: Above): OpenQuote | undefined {
  const [, before = '', mark = '', text = ''] = /^(.*[[{,:]\s*)(['"])((?:(?!\2).)*?)\s*[}\]]*\s*$/.exec(above) ?? [];
  if (mark === '' || !/[[{]/.test(before) || whole.slice(aboveStart + above.length).includes(mark)) return undefined;
  return { at: aboveStart + before.length, mark, text: mark + text };
}

interface OpenQuote {
  readonly at: number;
  readonly mark: string;
  readonly text: string;
}

/** Whether a value begins with a quote that it does not close. */
export function hasOpenQuote(value: string): boolean {
  const mark = value[0];
  if (mark !== '"' && mark !== "'") return false;
  return (value.split(mark).length - 1) % 2 === 1;
}
