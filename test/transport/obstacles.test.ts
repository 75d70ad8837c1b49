import { expect, test } from '@jest/globals';
import { ConnectionBudget } from '../../src/transport/connection-budget.ts';
import { useFakeSshd } from './support/fake-sshd.ts';
import { holderOf, useFakeHost } from './support/use-fake-host.ts';

const host = useFakeHost();
const connectTo = useFakeSshd();

test('a session reports the lock that it waits for, and when it gets it', async () => {
  const other = await host().connect();
  await other.lock(holderOf('run-1'));
  const told: (string | undefined)[] = [];
  const session = await host().connect({ onObstacle: (what) => told.push(what), budget: new ConnectionBudget(1) });
  expect(told.splice(0)).toEqual(['waiting for a free connection', 'connecting', 'starting a shell', undefined]);
  const patience = () => {
    void other.close();
    return true;
  };
  await session.lock(holderOf('run-2'), { patience });
  expect(told).toEqual([expect.stringMatching(/^waiting for the lock: web1 is locked by ann@desk/), undefined]);
});

test('a session reports why it reconnects, and where it logs in', async () => {
  const told: (string | undefined)[] = [];
  const target = { connectRetries: 1, port: 1, onObstacle: (what: string | undefined) => told.push(what) };
  await expect(connectTo({}, target)).rejects.toThrow();
  expect(told).toEqual([
    'waiting for a free connection',
    'connecting',
    'connecting to 127.0.0.1 port 1',
    'connecting again: web1: no connection to 127.0.0.1 port 1: connection refused',
    'connecting to 127.0.0.1 port 1',
    undefined,
  ]);
});
