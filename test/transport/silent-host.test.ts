import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HostSession } from '../../src/transport/session.ts';
import { holderOf, useFakeHost } from './support/use-fake-host.ts';

const host = useFakeHost({ answerTimeoutMs: 500 });

let stopped: number[] = [];
afterEach(() => {
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  stopped = [];
});

/** A session whose shell is stopped, as on a host whose disk hangs: the connection is open, and nothing is answered. */
async function connectStopped(): Promise<HostSession> {
  const session = await host().connect();
  await session.lock(holderOf('run-1'));
  const [pid] = readFileSync(join(host().directory, 'provision/lock'), 'utf8').split(' ');
  stopped.push(Number(pid));
  process.kill(Number(pid), 'SIGSTOP');
  return session;
}

describe('a shell that no longer answers, on a connection that is open,', () => {
  const file = (): string => join(host().directory, 'file');
  test.each<[string, (session: HostSession) => Promise<unknown>]>([
    ['a batch', (session) => session.apply({ id: 'b', script: 'echo on' })],
    ['a lock', (session) => session.lock(holderOf('run-1'))],
    ['the end of a lock', (session) => session.unlock()],
    ['an upload', (session) => session.upload(file(), {})],
    ['an upload that fills what the host takes', (session) => session.upload(file(), {})],
    ['a download', (session) => session.download('/etc/os-release', `${file()}.down`)],
  ])('fails the host that %s was for', async (what, work) => {
    writeFileSync(file(), Buffer.alloc(what.includes('fills') ? 4_000_000 : 10));
    const session = await connectStopped();
    await expect(work(session)).rejects.toMatchObject({
      kind: 'timeout',
      message: 'web1: the host has not answered for 0.5 s, though the connection is open',
      hint: expect.stringContaining('stopped shell') as unknown,
    });
  });
});

test('content that moves may take longer than that', async () => {
  const session = await host().connect();
  const path = join(host().directory, 'pipe');
  await session.observe(`mkfifo ${path}`);
  const script = `for i in 1 2 3 4; do head -c 200000 /dev/zero; sleep 0.3; done >${path}`;
  const other = await host().connect();
  const sent = other.observe(script);
  const copy = join(host().directory, 'copy');
  await session.download(path, copy);
  await sent;
  expect(statSync(copy).size).toBe(800_000);
});
