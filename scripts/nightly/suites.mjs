// npm run test:cost : prints the ten slowest suites, and the suites that have both failed and passed at the same commit, of all recorded runs
import { LOCAL, NIGHTLY, readRecords } from './history.mjs';
import { duration, failedWithoutChange, slowest } from './render.mjs';

const records = [...readRecords(NIGHTLY), ...readRecords(LOCAL)]
  .filter(({ suite }) => suite !== undefined)
  .toSorted((a, b) => (a.date < b.date ? -1 : 1));
const suites = new Set(records.map(({ suite }) => suite)).size;
console.log(`The ten slowest of ${suites} suites, as of their last run:`);
for (const { suite, seconds, load } of slowest(records)) console.log(`  ${duration(seconds).padStart(12)}  ${suite} (load ${load})`);

const unsteady = failedWithoutChange(records);
console.log(unsteady.length === 0 ? '\nNo suite has failed without a change.' : '\nFailed and passed without a change between:');
for (const { suite, commit, failed, runs } of unsteady) console.log(`  ${suite}: ${failed} of ${runs} runs failed at ${commit}`);
