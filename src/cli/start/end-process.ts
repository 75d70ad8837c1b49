import { setTimeout as sleep } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** System calls that run in threads of this process and can't be cancelled: process.exit waits for them. */
const IN_THREADS = new Set(['FSReqCallback', 'FSReqPromise', 'GetAddrInfoReqWrap', 'GetNameInfoReqWrap']);
const THREADS_WITHIN_MS = 1000;
const LOOK_AGAIN_MS = 20;

export interface ProcessEnd {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The process was ended because its terminal is gone, which must not be used any more. */
  readonly lostTerminal: boolean;
  /** The exit code, from that of the command. Called when all output has been written, or can't be written. */
  readonly endCode: (exitCode: number) => number;
}

/**
 * Ends the process with `process.exitCode`, whatever is still open, after its output is written. A thread that is stuck in the kernel
 * (because a name server or a file system does not respond) would block `process.exit`: then the process is killed.
 */
export async function endProcess({ stdout, stderr, lostTerminal, endCode }: ProcessEnd): Promise<void> {
  if (lostTerminal || isTerminalGone()) dieBy('SIGHUP');
  await Promise.all([flush(stdout), flush(stderr)]);
  // streams tell of an error in a later turn
  await sleep(0);
  process.exitCode = endCode(Number(process.exitCode ?? 0));
  const start = performance.now();
  while (areThreadsBusy() && performance.now() - start < THREADS_WITHIN_MS) await sleep(LOOK_AGAIN_MS);
  if (!areThreadsBusy()) process.exit();
  dieBy(process.exitCode === 130 ? 'SIGINT' : 'SIGKILL');
}

/** The streams that were terminals when the process started. */
const TERMINALS = [0, 1, 2].filter((fd) => isatty(fd));

/** A prompt notices this before the signal arrives; process.exit crashes if it cannot restore the terminal. */
const isTerminalGone = (): boolean => TERMINALS.some((fd) => !isatty(fd));

const areThreadsBusy = (): boolean => process.getActiveResourcesInfo().some((name) => IN_THREADS.has(name));

/** Resolves when all output is written, or can't be written. */
function flush(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.once('close', resolve);
    stream.write('', () => resolve());
  });
}

/** Without handlers, the signal makes the kernel end the process immediately. */
function dieBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
