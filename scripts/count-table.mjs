// count-table.mjs ROWS MARK PAGE : puts the rows (JSON, one a line, all with the same fields) as a table between the page's marks, and the sum of each
// field of numbers below them.
import { readFileSync, writeFileSync } from 'node:fs';

const [rowsFile, mark, pageFile] = process.argv.slice(2);
const begin = `<!-- ${mark}: written by npm run test:${mark} -->`;
const end = `<!-- end of ${mark} -->`;

const rows = readFileSync(rowsFile, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));
const page = readFileSync(pageFile, 'utf8');
const [before, rest = ''] = page.split(begin);
const after = rest.split(end)[1];
if (after === undefined) throw new Error(`${pageFile} has no marks for ${mark}`);
writeFileSync(pageFile, `${before}${begin}\n\n${renderTable()}\n\n${end}${after}`);

function renderTable() {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const isSum = new Set(['inputs', 'neither read nor refused', 'seconds', 'found']);
  const sumOf = (column) => rows.reduce((sum, row) => sum + row[column], 0).toLocaleString('en');
  const sums = columns.map((column, index) => {
    if (index === 0) return 'all';
    return isSum.has(column) ? sumOf(column) : '';
  });
  const body = rows.map((row) =>
    line(columns.map((column) => (typeof row[column] === 'number' ? row[column].toLocaleString('en') : row[column]))),
  );
  return [line(columns), line(columns.map(() => '---')), ...body, line(sums)].join('\n');
}
