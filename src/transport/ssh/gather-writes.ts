import type { Duplex } from 'node:stream';

/**
 * Combines the writes to a stream in one turn of the event loop: ssh2 writes each of its packets separately, and a write to
 * a socket costs the controller about 0.3 ms.
 */
export function gatherWrites(stream: Duplex): void {
  const write = stream.write.bind(stream) as (...words: unknown[]) => boolean;
  let isGathering = false;
  const send = (): void => {
    isGathering = false;
    stream.uncork();
  };
  stream.write = (...words: unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true;
      stream.cork();
      setImmediate(send);
    }
    return write(...words);
  };
}
