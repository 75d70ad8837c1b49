import { Capture } from './capture.ts';

/** A terminal that understands what the live tree sends: it shows what a person would see in the end, scrolled back. */
export class Terminal extends Capture {
  readonly isTTY = true;
  readonly columns: number;
  readonly rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  /** All lines, and whether the cursor can be seen. */
  show(): { lines: string[]; cursor: boolean } {
    const lines = [''];
    let row = 0;
    let cursor = true;

    for (const [token, text, count, command] of this.text.matchAll(/([^\x1b\n]+)|\n|\x1b\[([?\d;]*)([A-Za-z])/g)) {
      if (text !== undefined) lines[row] = (lines[row] ?? '') + text;
      else if (token === '\n') lines[++row] ??= '';
      else if (command === 'A') row -= Number(count ?? 1);
      else if (command === 'K') lines[row] = '';
      else if (count === '?25') cursor = command === 'h';
    }
    while (lines.length > row + 1 && lines.at(-1) === '') lines.pop();
    return { lines, cursor };
  }
}
