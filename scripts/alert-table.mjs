// alert-table.mjs ROWS PAGE : puts what came of broken parts (a line of JSON for each alert that was told) between the page's marks, a line for each rule
// and what set it off, and names the rules that nothing set off.
import { readdirSync, readFileSync } from 'node:fs';
import { putBetweenMarks, readRows, renderRow } from './result-table.mjs';

const RULES = new URL('../roles/monitoring-server/templates/rules/', import.meta.url);
const [rowsFile, pageFile] = process.argv.slice(2);
// of what is said twice, the last: an end, or what was tried again
const rows = [...new Map(readRows(rowsFile).map((row) => [`${row.rule} ${row.what}`, row])).values()];
putBetweenMarks(pageFile, 'alerts', renderTable());

function renderTable() {
  const rules = listRules();
  const seen = new Set(rows.map(({ rule }) => rule));
  const ended = new Set(rows.filter((row) => row.ended !== null).map(({ rule }) => rule));
  const missing = rules.filter((rule) => !seen.has(rule));
  const seconds = (value) => (value === null ? 'not seen' : `${value} s`);
  return [
    `${new Date().toISOString().slice(0, 10)}: of ${rules.length} rules, ${seen.size} were seen firing at a receiver, and ${ended.size} ending.${
      missing.length === 0 ? '' : ` Not set off on hosts, and tested with promtool alone: ${missing.join(', ')}.`
    }`,
    '',
    '| alert | what was broken | told after | its end told after |',
    '| --- | --- | --- | --- |',
    ...rows
      .toSorted((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule))
      .map((row) => renderRow([row.rule, row.what, seconds(row.seconds), seconds(row.ended)])),
  ].join('\n');
}

/** The names of all rules, but for the heartbeat, in the order of the files. */
function listRules() {
  const files = readdirSync(RULES).sort();
  const names = files.flatMap((file) => [...readFileSync(new URL(file, RULES), 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name]) => name));
  return [...new Set(names)].filter((name) => name !== 'Heartbeat');
}
