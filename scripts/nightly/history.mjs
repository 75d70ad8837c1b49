// The history of test suites: a line of JSON for each suite of each run, in docs/nightly.ndjson for nightly runs, and in
// node_modules/.cache/suites.ndjson for runs of `npm test` on this machine.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const NIGHTLY = at('docs/nightly.ndjson');
export const LOCAL = at('node_modules/.cache/suites.ndjson');
const checkout = at('');

/**
 * A record for each suite of a jest report (--json): when it ended, the commit, the suite's name, its duration, and the numbers of passed,
 * failed and skipped tests. A suite that could not be loaded counts as one failure. Completely skipped suites are omitted.
 */
export function recordsOf(report, { commit, load, cores }) {
  return report.testResults
    .map((suite) => ({
      date: new Date(suite.endTime || report.startTime).toISOString(),
      commit,
      suite: nameOf(suite.name),
      seconds: Math.round((suite.endTime - suite.startTime) / 1000),
      ...countTests(suite),
      load,
      cores,
    }))
    .filter(({ passed, failed }) => passed + failed > 0);
}

function countTests({ assertionResults, status }) {
  const count = (...wanted) => assertionResults.filter((test) => wanted.includes(test.status)).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    failed: failed === 0 && status === 'failed' ? 1 : failed,
    skipped: count('pending', 'todo', 'skipped', 'disabled'),
  };
}

const nameOf = (path) => path.replace(checkout, '').replace(/^test\//, '').replace(/[.](test|torture)[.]ts$/, '');

export function appendRecords(file, records) {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** The records of a file, oldest first; empty if the file does not exist. */
export function readRecords(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}
