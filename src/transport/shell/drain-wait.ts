import type { Writable } from 'node:stream';

/** Waits until a stream accepts more data. Call `giveUp` if it never will. */
export interface DrainWait {
  readonly drained: () => Promise<void>;
  readonly giveUp: () => void;
}

/** One listener for all waits on a stream. */
export function createDrainWait(stream: Writable): DrainWait {
  let waiting: (() => void)[] = [];
  let isLost = false;
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };
  stream.on('drain', wake);
  return {
    drained: () =>
      isLost || !stream.writableNeedDrain ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    giveUp: () => {
      isLost = true;
      wake();
    },
  };
}
