// kill-table.mjs ROWS PAGE : writes the results of runs during which a process was killed (a line of JSON for each run) between the page's marks,
// one line for each kind of process.
import { putBetweenMarks, readRows, renderRow } from './result-table.mjs';

const [rowsFile, pageFile] = process.argv.slice(2);
const rows = readRows(rowsFile);
putBetweenMarks(pageFile, 'kills', renderTable());

function renderTable() {
  const victims = [...new Set(rows.flatMap((row) => row.victims))].sort();
  const line = (name, own) => {
    const sum = (count) => own.reduce((total, row) => total + row[count], 0);
    const good = own.filter(({ exitCode }) => exitCode === 0).length;
    const seconds = own.map((row) => row.seconds).sort((a, b) => a - b);
    const cells = [name, own.length, good, sum('once'), sum('twice'), sum('lost'), `${seconds[seconds.length >> 1]} s`];
    return renderRow(cells);
  };
  return [
    `${new Date().toISOString().slice(0, 10)}, at random moments of ${rows.length} runs; a run counts in each line that names what was killed in it:`,
    '',
    '| killed | runs | exit code 0 | done once | done twice | lost | median duration |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...victims.map((victim) => line(victim, rows.filter((row) => row.victims.includes(victim)))),
    line('two or more of them', rows.filter((row) => row.victims.length > 1)),
    line('**all runs**', rows),
  ].join('\n');
}
