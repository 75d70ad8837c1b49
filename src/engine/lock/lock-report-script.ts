import { quote } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import lockEnd from './lock-end.sh';
import lockReport from './lock-report.sh';

/**
 * A script that prints the holders of a host's lock and the processes that run under it, one per line, with fields separated by tabs:
 * `holder PID ALIVE HOLDER`, `beat SECONDS`, `batch ID PID`, and for each process of a batch `process PID PPID SECONDS COMMAND`.
 */
export const renderLockReport = (stateDirectory: string): string =>
  `s=${quote(stateDirectory)}\n${programText(lockReport)}`;

/**
 * A script that ends the processes of a dead run: TERM to each batch, KILL to the rest after some seconds, then to the shells that still
 * hold the lock. The next run repairs an interrupted dpkg and the like.
 */
export const renderLockEnd = (stateDirectory: string, seconds: number): string =>
  `s=${quote(stateDirectory)} limit=${String(seconds)}\n${programText(lockEnd)}`;
