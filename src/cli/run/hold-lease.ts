import { Socket } from 'node:net';
import { fstatSync } from 'node:fs';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

/**
 * Stops the run when whoever has started it is gone: a descriptor whose other end it holds, a pipe or a socket, is closed with it, whatever it
 * dies of. What is written to the descriptor is not looked at. Returns how to let go of it. Throws `InvalidInput`.
 */
export function holdLease(fd: number, signals: Pick<SignalWatch, 'terminate'>): () => void {
  if (!isPipeOrSocket(fd)) {
    const detail = 'the run can be tied to a pipe or a socket that whoever starts it has opened';
    throw new InvalidInput([
      { code: 'usage', severity: 'error', summary: `--lease-fd ${fd} is no pipe or socket that is open`, detail },
    ]);
  }
  const lease = new Socket({ fd, readable: true, writable: false }).unref();
  let isHeld = true;
  const end = (): void => {
    if (isHeld) signals.terminate();
    isHeld = false;
  };
  lease.on('error', end).on('end', end).on('close', end).resume();
  return () => {
    isHeld = false;
    lease.destroy();
  };
}

function isPipeOrSocket(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return false;
    throw error;
  }
}
