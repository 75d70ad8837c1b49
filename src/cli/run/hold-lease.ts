import { Socket } from 'node:net';
import { fstatSync } from 'node:fs';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

const LOOK_MS = 500;

/**
 * Stops the run when its parent process has died: the descriptor is a pipe or a socket, which is closed with its other end, however the
 * parent dies. A line `until N` on it permits the run to continue until the system's monotonic clock shows N ms, unless a later line
 * extends this; so the run also stops if the parent hangs. Other lines are ignored. Returns a function that releases the descriptor.
 * Throws `InvalidInput`.
 */
export function holdLease(fd: number, signals: Pick<SignalWatch, 'terminate' | 'stopWhen'>): () => void {
  if (!isPipeOrSocket(fd)) {
    const detail = 'the descriptor must be a pipe or a socket that the parent process has opened';
    throw new InvalidInput([
      { code: 'usage', severity: 'error', summary: `--lease-fd ${fd} is not an open pipe or socket`, detail },
    ]);
  }
  const lease = new Socket({ fd, readable: true, writable: false }).unref();
  const term = new Term();
  let isHeld = true;
  const end = (): void => {
    if (isHeld) signals.terminate();
    isHeld = false;
  };
  const timer = setInterval(() => (term.isOver ? end() : undefined), LOOK_MS).unref();
  // if the system suspends the process, the timer may fire after an answer that would start the next batch
  signals.stopWhen(() => isHeld && term.isOver);
  lease.on('error', end).on('end', end).on('close', end);
  lease.setEncoding('latin1').on('data', (text: string) => term.read(text));
  return () => {
    isHeld = false;
    clearInterval(timer);
    lease.destroy();
  };
}

/** The time until which a run may continue, from the lines that it receives. */
class Term {
  #rest = '';
  #untilMs = Infinity;

  read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-MOST_REST);
    for (const line of lines) {
      const [, until] = /^until (\d+)$/.exec(line) ?? [];
      if (until !== undefined) this.#untilMs = Number(until);
    }
  }

  get isOver(): boolean {
    return this.#untilMs !== Infinity && Number(process.hrtime.bigint() / 1_000_000n) > this.#untilMs;
  }
}

/** Maximum length of an incomplete line. */
const MOST_REST = 100;

function isPipeOrSocket(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return false;
    throw error;
  }
}
