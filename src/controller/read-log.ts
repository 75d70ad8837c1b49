import { resolve } from 'node:path';

/** Absolute paths of what has been read since `keepReadLog`. Set by it, filled by `noteRead`; kept until the process ends. */
let log: Set<string> | undefined;

/** From here on each file that is read is noted: the files that a plan was made from. */
export function keepReadLog(): ReadonlySet<string> {
  log ??= new Set();
  return log;
}

export function noteRead(path: string): void {
  log?.add(resolve(path));
}
