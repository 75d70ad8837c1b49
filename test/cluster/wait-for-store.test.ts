import { expect, test } from '@jest/globals';
import { ClusterProblem } from '../../src/cluster/cluster-problem.ts';
import type { Store } from '../../src/cluster/store/open-store.ts';
import { waitForStore } from '../../src/cluster/store/wait-for-store.ts';

const OPTIONS = { url: 'postgres://db/provision', warn: () => undefined, supervises: true };
const store = {} as Store;
const away = (message: string): ClusterProblem => new ClusterProblem(message, 'Check it.', { isPassing: true });

/** Fails with these errors, one after the other, then succeeds. */
function opener(...errors: readonly Error[]): () => Promise<Store> {
  const left = [...errors];
  return () => {
    const error = left.shift();
    return error ? Promise.reject(error) : Promise.resolve(store);
  };
}

test('a run waits for an unavailable database, and prints each reason once', async () => {
  const said: string[] = [];
  const patience = { stopping: new Promise<void>(() => undefined), say: (line: string) => said.push(line) };
  const open = opener(away('refused'), away('refused'), away('is starting'));
  expect(await waitForStore(OPTIONS, patience, open)).toBe(store);
  expect(said).toEqual(['warning: refused. Check it.', 'waiting for the database', 'warning: is starting. Check it.']);
});

test('what waiting does not solve ends it', async () => {
  const patience = { stopping: new Promise<void>(() => undefined), say: () => undefined };
  const open = opener(away('refused'), new ClusterProblem('refuses the password'));
  await expect(waitForStore(OPTIONS, patience, open)).rejects.toThrow('refuses the password');
});

test('a signal ends the wait', async () => {
  let stop = (): void => undefined;
  const stopping = new Promise<void>((resolve) => (stop = resolve));
  const patience = { stopping, say: () => stop() };
  expect(await waitForStore(OPTIONS, patience, () => Promise.reject(away('refused')))).toBeUndefined();
});
