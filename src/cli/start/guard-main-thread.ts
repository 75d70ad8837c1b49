import { Worker } from 'node:worker_threads';
import { watchForSilence } from './watch-for-silence.ts';

/** A run that is over by then costs no thread. */
const STARTS_AFTER_MS = 1000;
const BEAT_MS = 250;

/**
 * Has another thread end the process when a signal asks for that and the main thread, which would answer, is stuck in a computation. Returns how to stop that. See
 * docs/decisions/0009-signals.md.
 */
export function guardMainThread(): () => void {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  let worker: Worker | undefined;
  const start = setTimeout(() => {
    const source = `(${watchForSilence.toString()})(require('node:worker_threads').workerData, require('node:fs'))`;
    worker = new Worker(source, { eval: true, workerData: beats });
    // without it, Ctrl-C still works whenever the main thread is free
    worker.on('error', () => undefined);
    worker.unref();
  }, STARTS_AFTER_MS).unref();
  return () => {
    clearTimeout(start);
    clearInterval(timer);
    void worker?.terminate();
  };
}
