// cluster-scale-table.mjs ROWS PAGE : writes what shared runs on simulated hosts took (a line of JSON for each run) between the page's marks.
import { availableParallelism } from 'node:os';
import { putBetweenMarks, readRows, renderRow } from './result-table.mjs';

const [rowsFile, pageFile] = process.argv.slice(2);
const rows = readRows(rowsFile);
putBetweenMarks(pageFile, 'cluster-scale', renderTable());

function renderTable() {
  const number = (value, digits = 0) => value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const lines = rows.map((row) =>
    renderRow([
      number(row.hosts),
      `${row.jobs} of ${row.shard} hosts`,
      `${number(row.seconds)} s`,
      `${number((1000 * row.workerSeconds) / row.hosts, 1)} ms`,
      `${number((1000 * row.databaseSeconds) / row.hosts, 2)} ms`,
      number(row.commits),
      number(row.commits / row.seconds, 1),
      `${number(row.eventRows)}, ${number(row.eventBytes / 1e6, 1)} MB`,
    ]),
  );
  return [
    `${new Date().toISOString().slice(0, 10)}, ${rows[0]?.workers} workers; workers, hosts and database on ${availableParallelism()} cores together:`,
    '',
    '| hosts | jobs | duration | workers, per host | PostgreSQL, per host | transactions | per second | rows of events |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
