import { Worker } from 'node:worker_threads';
import { watchForSilence } from './watch-for-silence.ts';

/** Runs that end earlier need no thread. */
const STARTS_AFTER_MS = 1000;
const BEAT_MS = 250;

/**
 * Lets another thread end the process if a signal requests it while the main thread, which handles signals, is stuck in a computation.
 * Returns a function that stops this. See docs/decisions/0009-signals.md.
 */
export function guardMainThread(): () => void {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  let worker: Worker | undefined;
  const start = setTimeout(() => {
    const source = `(${watchForSilence.toString()})(require('node:worker_threads').workerData, require('node:fs'))`;
    worker = new Worker(source, { eval: true, workerData: beats });
    // without the thread, Ctrl-C still works whenever the main thread is free
    worker.on('error', () => undefined);
    worker.unref();
  }, STARTS_AFTER_MS).unref();
  return () => {
    clearTimeout(start);
    clearInterval(timer);
    void worker?.terminate();
  };
}
