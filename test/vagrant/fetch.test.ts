import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const lxc = fileURLToPath(new URL('../../vagrant/lxc', import.meta.url));
let directory = '';

beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'provision-fetch-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a line of shell with the functions of vagrant/lxc/env.sh, which finds its place by `$0`. */
function runShell(line: string): { status: number | null; stderr: string } {
  return spawnSync('sh', ['-c', `set -eu; . ${lxc}/env.sh; ${line}`, `${lxc}/test`], {
    encoding: 'utf8',
    cwd: directory,
    timeout: 30_000,
    env: { ...process.env, LAB_DIR: directory, LAB_STALL_S: '3', LAB_RETRY_WAITS: '0.1 0.1' },
  });
}

function writeProgram(body: string): string {
  writeFileSync(join(directory, 'program'), `#!/bin/sh\n${body}`, { mode: 0o755 });
  return join(directory, 'program');
}

/** A process that has ended but whose parent has not asked for its status is not alive. */
function isAlive(pid: string): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) [ZX] /.test(readFileSync(path, 'utf8'));
}

const isLinux = process.platform === 'linux';

(isLinux ? describe : describe.skip)('fetch', () => {
  test('tries again, and says so', () => {
    const program = writeProgram('echo x >>tries; echo "no answer"; [ "$(wc -l <tries)" -ge 2 ]');
    const { status, stderr } = runShell(`fetch "package lists" ${program}`);
    expect(status).toBe(0);
    expect(stderr).toContain('package lists FAILED');
    expect(stderr).toContain('no answer');
    expect(stderr).toContain('package lists: trying again in 0.1 s');
  });

  test('gives up after the last wait', () => {
    const program = writeProgram('echo x >>tries; exit 7');
    expect(runShell(`fetch "package lists" ${program}`).status).toBe(1);
    expect(readFileSync(join(directory, 'tries'), 'utf8')).toBe('x\nx\nx\n');
  });

  test('ends a program that makes no progress, and all that it started', () => {
    const program = writeProgram('echo $$ >>pids; sleep 300 & echo $! >>pids; wait');
    const { status, stderr } = runShell(`LAB_RETRY_WAITS=0.1; fetch "package lists" ${program}`);
    expect(status).toBe(1);
    expect(stderr.match(/no progress for 3 s/g)).toHaveLength(2);
    const pids = readFileSync(join(directory, 'pids'), 'utf8').trim().split('\n');
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('takes the work of a silent program, and of those that it has waited for, for progress', () => {
    const works = writeProgram('for n in 1 2 3 4 5 6; do timeout 1 sh -c "while :; do :; done" || :; done');
    expect(runShell(`fetch works ${works}`).status).toBe(0);
  });

  test('takes output, and growth of a watched directory, for progress', () => {
    const speaks = writeProgram('for n in 1 2 3 4 5; do echo "$n"; sleep 1; done');
    expect(runShell(`fetch speaks ${speaks}`).status).toBe(0);
    const writes = writeProgram('for n in 1 2 3 4 5; do head -c 65536 /dev/urandom >>received; sleep 1; done');
    expect(runShell(`STEP_WATCH=received; fetch writes ${writes}`).status).toBe(0);
  });
});
