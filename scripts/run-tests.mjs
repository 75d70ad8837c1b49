// node scripts/run-tests.mjs [--failed-before NAME] : runs the unit suites, then the lab's; the last line contains the totals of both,
// `N passed, N failed, N skipped`. A suite that can't run, and a check that failed before, count as one failure each.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const failedBefore = process.argv[2] === '--failed-before' ? process.argv.slice(3) : [];
/** Time limit for jest, since an open handle in a suite keeps it from ending. */
const LONGEST_MS = 60 * 60_000;
const scratch = mkdtempSync(join(tmpdir(), 'provision-tests-'));

const totals = [
  { passed: 0, failed: failedBefore.length, skipped: 0 },
  run('unit', process.execPath, jest),
  run('lab', 'scripts/test-lab', []),
].reduce((sum, stage) => ({ passed: sum.passed + stage.passed, failed: sum.failed + stage.failed, skipped: sum.skipped + stage.skipped }));
rmSync(scratch, { recursive: true });

for (const name of failedBefore) console.log(`${name} failed before the tests, see above`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function run(stage, program, args) {
  console.log(`== ${stage} suites`);
  const outputFile = join(scratch, `${stage}.json`);
  const options = { stdio: ['ignore', 'inherit', 'inherit'], timeout: LONGEST_MS, killSignal: 'SIGKILL' };
  const { status, error } = spawnSync(program, [...args, '--json', `--outputFile=${outputFile}`], options);
  if (error) console.error(`${stage}: ${error.code === 'ETIMEDOUT' ? `not ended within ${LONGEST_MS / 60_000} minutes` : error.message}`);
  // for `npm run test:cost`; a missing report is reported below
  if (existsSync(outputFile)) spawnSync(process.execPath, ['scripts/nightly/record.mjs', '--local', outputFile], { stdio: 'inherit' });
  const counts = readCounts(outputFile);
  // jest may fail for a reason that no test shows, such as an error in its setup
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function readCounts(outputFile) {
  try {
    const result = JSON.parse(readFileSync(outputFile, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch (error) {
    console.error(`no result: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
