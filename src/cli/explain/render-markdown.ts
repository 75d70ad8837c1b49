import { wrapText } from '../../diagnostic/wrap-text.ts';
import type { Style } from '../../report/style/style.ts';

/** Renders Markdown for a terminal: bold headings, no marks of code and links, tables in columns if they fit. Code is unchanged. */
export function renderMarkdown(text: string, style: Style, width: number | undefined): string {
  let isCode = false;
  const lines: string[] = [];
  for (const line of layOutTables(text.replace(/<!--[^]*?-->\n?/g, ''), width)) {
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode) lines.push(`    ${line}`);
    else lines.push(...wrapText(renderLine(line, style), width, line.startsWith('- ') ? '  ' : ''));
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function renderLine(line: string, { palette }: Style): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  return heading === undefined ? plain(line) : palette.strong(plain(heading));
}

const plain = (line: string): string =>
  line
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .replaceAll('\\|', '|');

/** The lines of a text, with rendered tables. */
function layOutTables(text: string, width: number | undefined): string[] {
  const lines: string[] = [];
  let table: string[][] = [];
  const flush = (): void => {
    lines.push(...renderTable(table, width));
    table = [];
  };
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      flush();
      lines.push(line);
    } else if (!/^[|\s:-]+$/.test(line)) table.push(splitRow(line));
  }
  flush();
  return lines;
}

const splitRow = (line: string): string[] =>
  line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plain(cell.trim()));

/** Renders a table in columns, or as a list of its rows if there is not enough width. */
function renderTable(rows: readonly (readonly string[])[], width = Infinity): string[] {
  const [head = [], ...body] = rows;
  const widths = head.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  if (widths.reduce((sum, each) => sum + each + 2, 0) > width) return body.flatMap((row) => renderRow(row, head));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function renderRow([first = '', ...rest]: readonly string[], [, ...names]: readonly string[]): string[] {
  return [first, ...rest.flatMap((cell, i) => (cell === '' ? [] : [`    ${names[i] ?? ''}: ${cell}`])), ''];
}
