import { writeSync } from 'node:fs';
import { EXIT_INTERNAL } from '../exit-codes.ts';

/**
 * Code of the project (modules, filters) runs in this process and may end it: a run would stop half-way, and look like a success. Reports
 * each end that was not announced by a call of the returned function.
 */
export function guardExit(): () => void {
  let isAnnounced = false;
  process.once('exit', () => {
    if (isAnnounced) return;
    writeSync(2, 'error: code of the project has called process.exit, so the command did not finish\n');
    process.exitCode = EXIT_INTERNAL;
  });
  return () => {
    isAnnounced = true;
  };
}
