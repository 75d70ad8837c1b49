import { setTimeout as sleep } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** Calls of the system that threads of this process make, and that nothing can break off: process.exit waits for them. */
const IN_THREADS = new Set(['FSReqCallback', 'FSReqPromise', 'GetAddrInfoReqWrap', 'GetNameInfoReqWrap']);
const THREADS_WITHIN_MS = 1000;
const LOOK_AGAIN_MS = 20;

export interface ProcessEnd {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The signal that this process was told to end by, when its terminal is gone: it must not be touched any more. */
  readonly lostTerminal: boolean;
}

/**
 * Ends the process with `process.exitCode`, whatever is still open, once its output is written. A thread that is stuck in the kernel (a name server
 * that does not answer, a file system that is gone) would hold `process.exit` up: then the process is killed.
 */
export async function endProcess({ stdout, stderr, lostTerminal }: ProcessEnd): Promise<void> {
  if (lostTerminal || isTerminalGone()) dieBy('SIGHUP');
  await Promise.all([flush(stdout), flush(stderr)]);
  const start = performance.now();
  while (areThreadsBusy() && performance.now() - start < THREADS_WITHIN_MS) await sleep(LOOK_AGAIN_MS);
  if (!areThreadsBusy()) process.exit();
  dieBy(process.exitCode === 130 ? 'SIGINT' : 'SIGKILL');
}

/** The streams that were a terminal when the process began. */
const TERMINALS = [0, 1, 2].filter((fd) => isatty(fd));

/** A question hears of it before the signal comes; process.exit crashes where it cannot put the terminal back as it was. */
const isTerminalGone = (): boolean => TERMINALS.some((fd) => !isatty(fd));

const areThreadsBusy = (): boolean => process.getActiveResourcesInfo().some((name) => IN_THREADS.has(name));

/** Resolves when all that was written has gone, or can't go any more. */
function flush(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.once('close', resolve);
    stream.write('', () => resolve());
  });
}

/** Without handlers, the kernel ends the process at once, by the signal. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
