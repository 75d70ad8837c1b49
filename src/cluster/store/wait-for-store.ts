import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterProblem, onOneLine } from '../cluster-problem.ts';
import type { Store, StoreOptions } from './open-store.ts';
import { openStore } from './open-store.ts';

/** For a program that lasts longer than a restart of the database. */
export interface Patience {
  /** Resolves when the program should end. */
  readonly stopping: Promise<void>;
  /** Called with each new reason for waiting, on one line. */
  readonly say: (line: string) => void;
}

const AGAIN_MS = 1000;

/**
 * Opens the store, as soon as the database is available. Resolves to undefined if `stopping` resolves first. Rejects with `ClusterProblem` for a
 * problem that waiting does not solve, such as a wrong password.
 */
export async function waitForStore(
  options: StoreOptions,
  { stopping, say }: Patience,
  open: (options: StoreOptions) => Promise<Store> = openStore,
): Promise<Store | undefined> {
  const stopped = stopping.then(() => true);
  let told = '';
  for (;;) {
    try {
      return await open(options);
    } catch (error) {
      if (!(error instanceof ClusterProblem && error.isPassing)) throw error;
      const line = `warning: ${onOneLine(error)}`;
      if (line !== told) say(line);
      if (told === '') say('waiting for the database');
      told = line;
    }
    if (await Promise.race([sleep(AGAIN_MS, false), stopped])) return undefined;
  }
}
