// count-table.mjs ROWS MARK PAGE : writes the rows (one line of JSON each, all with the same fields) as a table between the page's marks, and the
// sum of each numeric field below them.
import { putBetweenMarks, readRows, renderRow } from './result-table.mjs';

const [rowsFile, mark, pageFile] = process.argv.slice(2);

const rows = readRows(rowsFile);
putBetweenMarks(pageFile, mark, renderTable());

function renderTable() {
  const columns = Object.keys(rows[0] ?? {});
  const isSum = new Set(['inputs', 'neither read nor refused', 'seconds', 'found']);
  const sumOf = (column) => rows.reduce((sum, row) => sum + row[column], 0).toLocaleString('en');
  const sums = columns.map((column, index) => {
    if (index === 0) return 'all';
    return isSum.has(column) ? sumOf(column) : '';
  });
  const body = rows.map((row) =>
    renderRow(columns.map((column) => (typeof row[column] === 'number' ? row[column].toLocaleString('en') : row[column]))),
  );
  return [renderRow(columns), renderRow(columns.map(() => '---')), ...body, renderRow(sums)].join('\n');
}
