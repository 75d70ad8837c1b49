import { Socket } from 'node:net';
import { fstatSync } from 'node:fs';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

const LOOK_MS = 500;

/**
 * Stops the run when whoever has started it is gone: a descriptor whose other end it holds, a pipe or a socket, is closed with it, whatever it
 * dies of. A line `until N` there says that the run may go on until the system's monotonic clock shows N ms, unless a later line says more: so it stops
 * too when whoever has started it hangs. Anything else that is written is not looked at. Returns how to let go of it. Throws `InvalidInput`.
 */
export function holdLease(fd: number, signals: Pick<SignalWatch, 'terminate' | 'stopWhen'>): () => void {
  if (!isPipeOrSocket(fd)) {
    const detail = 'the run can be tied to a pipe or a socket that whoever starts it has opened';
    throw new InvalidInput([
      { code: 'usage', severity: 'error', summary: `--lease-fd ${fd} is no pipe or socket that is open`, detail },
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
  // the timer may come after an answer that would begin the next batch, in a process that the system has let sleep
  signals.stopWhen(() => isHeld && term.isOver);
  lease.on('error', end).on('end', end).on('close', end);
  lease.setEncoding('latin1').on('data', (text: string) => term.read(text));
  return () => {
    isHeld = false;
    clearInterval(timer);
    lease.destroy();
  };
}

/** How long a run may go on, by the lines that it is told. */
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

/** Of a line that has not ended. */
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
