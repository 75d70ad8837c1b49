import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '../../src/modules/wait/wait-for.ts';
import { runModule } from '../support/run-module.ts';

const directory = mkdtempSync(join(tmpdir(), 'wait-'));
const file = join(directory, "it's");
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((socket) => socket.on('error', () => undefined).write('SSH-2.0-Test_9.1'));
  port = await listen(server);
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const listen = (on: Server, at = 0): Promise<number> =>
  new Promise((resolve) =>
    on.listen(at, '127.0.0.1', () => {
      resolve((on.address() as AddressInfo).port);
    }),
  );

const wait = async (params: Record<string, unknown>) => {
  const { outputs } = await runModule(waitFor, { timeout: 1, sleep: 0.1, ...params });
  return { status: outputs[0]?.exitStatus, stdout: outputs[0]?.stdout, stderr: outputs[0]?.stderr };
};

describe('wait_for', () => {
  test('a port that is open, and one that is not', async () => {
    expect(await wait({ port })).toMatchObject({ status: 0, stderr: '' });
    expect(await wait({ port: 1, state: 'stopped' })).toMatchObject({ status: 0 });
    expect(await wait({ port: 1 })).toMatchObject({ status: 1 });
    expect(await wait({ port, state: 'absent' })).toMatchObject({ status: 1 });
  });

  test('output of a port without a line end', async () => {
    expect(await wait({ port, search_regex: 'SSH-([\\d.]+)-(\\w+)' })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\x002\.0\0Test_9\0$/),
    });
    expect(await wait({ port, search_regex: 'OpenSSH', connect_timeout: 1 })).toMatchObject({ status: 1 });
  });

  test('a port that opens later', async () => {
    const late = createServer();
    const free = await listen(late);
    await new Promise((resolve) => late.close(resolve));
    const waiting = wait({ port: free, timeout: 10 });
    await listen(late, free);
    expect((await waiting).status).toBe(0);
    late.close();
  });

  test('a file and its content', async () => {
    expect(await wait({ path: file })).toMatchObject({ status: 1 });
    expect(await wait({ path: file, state: 'absent' })).toMatchObject({ status: 0 });
    writeFileSync(file, 'one\nready: yes\n');
    expect(await wait({ path: file, search_regex: '^ready: (\\w+)$' })).toMatchObject({ stdout: '0\0yes\0' });
    expect(await wait({ path: file, search_regex: '^done' })).toMatchObject({ status: 1 });
  });

  test('no longer than its timeout for a pipe, and for a pattern that backtracks without end', async () => {
    const pipe = join(directory, 'pipe');
    spawnSync('mkfifo', [pipe]);
    expect(await wait({ path: pipe, search_regex: 'x' })).toMatchObject({ status: 1 });
    expect(await wait({ path: pipe })).toMatchObject({ status: 0 });
    writeFileSync(file, `${'a'.repeat(60)}!\n`);
    const backtracking = { path: file, search_regex: '^(a*a*)*\\1[^a!\\n]', timeout: 0, connect_timeout: 0 };
    expect(await wait(backtracking)).toMatchObject({ status: 124 });
  });

  test('a port that sends without end', async () => {
    const flood = createServer((socket) => {
      socket.on('error', () => undefined);
      const send = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
        socket.once('drain', send);
      };
      send();
    });
    expect(await wait({ port: await listen(flood), search_regex: 'y' })).toMatchObject({ status: 1 });
    flood.close();
  });

  test('connections to a port, by address', async () => {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    const drained = { port, state: 'drained', active_connection_states: 'ESTABLISHED' };
    expect(await wait(drained)).toMatchObject({ status: 1 });
    expect(await wait({ ...drained, exclude_hosts: ['127.0.0.1'] })).toMatchObject({ status: 0 });
    expect(await wait({ ...drained, host: '0.0.0.0' })).toMatchObject({ status: 1 });
    expect(await wait({ ...drained, host: '127.0.0.2' })).toMatchObject({ status: 0 });
    socket.destroy();
  });

  test('just time', async () => {
    expect(await wait({ timeout: 1 })).toMatchObject({ status: 0 });
  });
});
