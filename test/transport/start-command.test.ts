import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { ShellStart } from '../../src/transport/shell/start-command.ts';
import { renderStartCommand } from '../../src/transport/shell/start-command.ts';

const START: ShellStart = {
  nonce: 'N',
  bootstrap: String.raw`printf 'told <%s>\n' "$p_ssh"`,
  watchdogSeconds: 60,
  floodBytes: 1_000_000,
  uploads: 'u',
};
const asRoot = process.getuid?.() === 0 ? test : test.skip;

/** The first output of a shell that was started this way, after sshd has reported the connected user. */
function start(connection: string, more: Partial<ShellStart> = {}): string {
  return execFileSync('/bin/sh', ['-c', renderStartCommand({ ...START, ...more })], {
    env: { ...process.env, HOME: '/', SSH_CONNECTION: connection },
    input: '',
    stdio: ['pipe', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
}

describe('the connected user', () => {
  test('is known to the shell', () => {
    expect(start('2001:db8::1%eth0 50000 192.0.2.2 22')).toContain('told <2001:db8::1%eth0 50000 192.0.2.2 22>');
  });

  asRoot('is known to the shell of another user, from whom su and sudo hide it', () => {
    const become = { user: 'nobody', method: 'su' } as const;
    expect(start('192.0.2.1 50000 192.0.2.2 22', { become })).toContain('told <192.0.2.1 50000 192.0.2.2 22>');
  });

  asRoot('is left out where it holds what no address can hold', () => {
    const become = { user: 'nobody', method: 'su' } as const;
    expect(start('1 2 3 22"; echo "surprise', { become })).toContain('told <>');
  });
});

/** Starts a shell as sshd does, writes this to it, ends its input; resolves to whether anything of it is left some seconds later. */
async function isAnythingLeft(shell: ShellStart, input: string, path = ''): Promise<boolean> {
  const child = spawn('/bin/sh', ['-c', renderStartCommand(shell)], {
    detached: true,
    env: { ...process.env, HOME: '/', PATH: `${path}${process.env['PATH'] ?? ''}` },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.write(input);
  if (input !== '') await once(child.stdout, 'data');
  child.stdin.end();
  const isLeft = (): boolean => spawnSync('pgrep', ['-g', String(child.pid)]).status === 0;
  for (let tries = 0; isLeft() && tries < 150; tries++) await sleep(100);
  return isLeft();
}

describe('when the connection has ended, nothing is left', () => {
  test.each([
    ['lost', ''],
    ['closed', 'q x 1\n.'],
  ])(
    'of a query under way (%s)',
    async (_, end) => {
      expect(await isAnythingLeft({ ...START, bootstrap: '' }, `o q 10\nsleep 600.${end}`)).toBe(false);
    },
    30_000,
  );

  asRoot(
    'of a become method that hangs',
    async () => {
      const bin = mkdtempSync(join(tmpdir(), 'become-'));
      writeFileSync(join(bin, 'su'), '#!/bin/sh\nexec sleep 600\n');
      chmodSync(join(bin, 'su'), 0o755);
      expect(await isAnythingLeft({ ...START, become: { user: 'nobody', method: 'su' } }, '', `${bin}:`)).toBe(false);
    },
    30_000,
  );
});
