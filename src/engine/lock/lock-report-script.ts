import { quote } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import lockEnd from './lock-end.sh';
import lockReport from './lock-report.sh';

/**
 * A script that tells who holds a host's lock and what runs under it, a line each, fields parted by tabs:
 * `holder PID ALIVE HOLDER`, `beat SECONDS`, `batch ID PID`, and for each process of a batch `process PID PPID SECONDS COMMAND`.
 */
export const renderLockReport = (stateDirectory: string): string =>
  `s=${quote(stateDirectory)}\n${programText(lockReport)}`;

/**
 * A script that ends what a run that is gone has left: TERM to each batch, KILL to what is left of it after so many seconds, then to the shells that still
 * hold the lock. What dpkg and the like leave half done, the next run repairs.
 */
export const renderLockEnd = (stateDirectory: string, seconds: number): string =>
  `s=${quote(stateDirectory)} limit=${String(seconds)}\n${programText(lockEnd)}`;
