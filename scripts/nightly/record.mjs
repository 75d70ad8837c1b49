// node scripts/nightly/record.mjs [--local] REPORT... : adds the results of jest's JSON reports to the history, and rewrites the tables of docs/nightly.md
// node scripts/nightly/record.mjs --from-nothing MACHINE COMMAND SECONDS passed|failed RESULT COMMIT : the same for a run from nothing
// node scripts/nightly/record.mjs : only writes the tables
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { appendRecords, LOCAL, NIGHTLY, readRecords, recordsOf } from './history.mjs';
import { renderFromNothing, renderSuites } from './render.mjs';

const [kind, ...rest] = process.argv.slice(2);
const page = fileURLToPath(new URL('../../docs/nightly.md', import.meta.url));
const circumstances = { commit: commit(), load: Math.round(loadavg()[2]), cores: availableParallelism() };

if (kind === '--from-nothing') {
  const [machine, command, seconds, outcome, result, tested] = rest;
  // the commit of the clone, which may be older by now
  const record = { date: new Date().toISOString(), commit: tested, machine, command };
  appendRecords(NIGHTLY, [{ ...record, seconds: Number(seconds), failed: outcome === 'passed' ? 0 : 1, result }]);
} else {
  const isLocal = kind === '--local';
  const reports = isLocal ? rest : process.argv.slice(2);
  const records = reports.flatMap((file) => recordsOf(JSON.parse(readFileSync(file, 'utf8')), circumstances));
  appendRecords(isLocal ? LOCAL : NIGHTLY, records);
}
if (kind !== '--local') writeTables();

function writeTables() {
  const records = readRecords(NIGHTLY);
  let text = readFileSync(page, 'utf8');
  text = replaceBetween(text, 'suites', renderSuites(records.filter(({ suite }) => suite !== undefined)));
  text = replaceBetween(text, 'from-nothing', renderFromNothing(records.filter(({ machine }) => machine !== undefined)));
  writeFileSync(page, text);
}

function replaceBetween(text, name, table) {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/nightly.md has no place for the table '${name}'`);
  return `${text.slice(0, from + begin.length)}${table}\n${text.slice(to)}`;
}

/** With a plus sign if files differ from the commit. */
function commit() {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8', cwd: fileURLToPath(new URL('../..', import.meta.url)) }).trim();
  const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', ':!docs/nightly.*') !== '';
  return `${git('rev-parse', '--short=7', 'HEAD')}${isChanged ? '+' : ''}`;
}
