// fault-table.mjs ROWS PAGE : writes the results of the faults (a line of JSON for each affected run) between the page's marks, one line per fault.
import { putBetweenMarks, readRows, renderRow } from './result-table.mjs';

const [rowsFile, pageFile] = process.argv.slice(2);
const all = readRows(rowsFile);
// of repeated runs, the last one
const rows = [...new Map(all.map((row) => [`${row.fault} ${row.step ?? ''}`, row])).values()];
putBetweenMarks(pageFile, 'faults', renderTable());

function renderTable() {
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const good = rows.filter(({ problems }) => problems.length === 0).length;
  return [
    `${new Date().toISOString().slice(0, 10)}: a fault met ${rows.length} runs; ${good} of them were as they should be, and so were the two runs after each.`,
    '',
    '| fault | during this step | as expected | exit code of the interrupted run | its message |',
    '| --- | --- | --- | --- | --- |',
    ...faults.map((fault) => renderFault(fault, rows.filter((row) => row.fault === fault))),
  ].join('\n');
}

function renderFault(fault, own) {
  const where = [...new Set(own.map(({ step }) => step ?? 'all along'))];
  const bad = own.filter(({ problems }) => problems.length > 0).map(({ step }) => step ?? 'all along');
  const counts = `${own.length - bad.length} of ${own.length}${bad.length > 0 ? `; not: ${bad.join(', ')}` : ''}`;
  const codes = [...new Set(own.map(({ exitCode }) => (exitCode === -1 ? 'killed' : exitCode)))].sort();
  const said = own.find((row) => row.said !== '')?.said ?? '';
  const cells = [fault, where.join(', '), counts, codes.join(', '), said.replaceAll('|', '\\|')];
  return renderRow(cells);
}
