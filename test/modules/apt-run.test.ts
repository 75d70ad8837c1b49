import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import aptLocks from '../../src/modules/apt/apt-locks.sh';
import { renderAptGet } from '../../src/modules/apt/apt-get.ts';
import aptRun from '../../src/modules/apt/apt-run.sh';

/** Nobody that is known, or what happens to hold the machine's own lock now. */
const HOLDER = '(another program|\\S+ \\(pid \\d+\\))';

const scratch = mkdtempSync(join(tmpdir(), 'apt-run-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});
let count = 0;

/** Runs the program with an apt-get and a dpkg that do what they are told; `calls` is what they were called with. */
function run(commands: string, programs: { readonly apt: string; readonly dpkg?: string }) {
  const home = join(scratch, `${count++}`);
  mkdirSync(home);
  for (const [name, body] of [
    ['apt-get', programs.apt],
    ['dpkg', programs.dpkg ?? 'exit 0'],
    ['touch', ':'],
  ] as const) {
    const path = join(home, name);
    writeFileSync(
      path,
      `#!/bin/sh\necho "${name} $*" >>${home}/calls\nn=$(grep -c "^${name}" ${home}/calls)\n${body}\n`,
    );
    chmodSync(path, 0o755);
  }
  const script = `LOCK_TIMEOUT=2 PROGRESS_TIMEOUT=2 LOOK_SECONDS=1\n${aptLocks}\n${aptRun}\n${commands}`;
  const env = { PATH: `${home}:${process.env['PATH'] ?? ''}`, TMPDIR: home };
  const start = performance.now();
  const ended = spawnSync('/bin/sh', ['-c', script], { env, encoding: 'utf8', timeout: 40_000 });
  const calls = readFileSync(join(home, 'calls'), 'utf8').trimEnd().split('\n');
  return { ...ended, calls, seconds: (performance.now() - start) / 1000 };
}

describe('apt-run.sh', () => {
  test('passes on both streams and the status, and leaves no process', () => {
    const ended = run('run install tree; echo "status $?"', { apt: 'echo out; echo err >&2; exit 7' });
    expect(ended.stdout).toBe('out\nstatus 7\n');
    expect(ended.stderr).toBe('err\n');
    expect(ended.seconds).toBeLessThan(20);
  });

  test('prints nothing about a watcher that ends before it is ready', () => {
    const ended = run('watch() { exec sleep 30; }\nrun install tree', { apt: 'echo err >&2; exit 7' });
    expect(ended.stderr).toBe('err\n');
  });

  test('ends an apt-get without progress, and prints what it waited for', () => {
    const ended = run('run install asker || exit', { apt: 'echo "Setting up asker"; sleep 300' });
    expect(ended.status).toBe(124);
    expect(ended.stdout).toBe('Setting up asker\n');
    expect(ended.stderr).toMatch(/waiting for: sleep 300/);
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toBe('apt-get made no progress for 2 s and was ended');
  });

  test('does not end an apt-get that works without output', () => {
    const ended = run('run install slow', {
      apt: 'i=0; t=$(($(date +%s) + 6)); while [ $(date +%s) -lt $t ]; do i=$((i + 1)); done',
    });
    expect(ended.status).toBe(0);
    expect(ended.seconds).toBeGreaterThan(4);
  });

  test('fetches lists again where the network failed, and gives up after three times', () => {
    const failing = 'echo "E: Failed to fetch http://x/InRelease  Connection timed out" >&2; exit 100';
    const once = run('update', { apt: `[ $n -gt 1 ] || { ${failing}; }` });
    expect([once.status, once.calls.filter((call) => call.startsWith('apt-get')).length]).toEqual([0, 2]);
    const never = run('update || exit', { apt: failing });
    expect([never.status, never.calls.length]).toEqual([100, 3]);
    expect(never.stderr).toMatch(/Failed to fetch/);
  });

  test('fetches lists again where fetching them stopped half-way', () => {
    const ended = run('update', { apt: '[ $n -gt 1 ] || sleep 300' });
    expect([ended.status, ended.calls.length]).toEqual([0, 3]);
    expect(ended.stdout).toMatch(/trying again, 2 left/);
  });

  test('waits for the lock of the lists until the timeout, and then names its holder', () => {
    const held =
      'echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 99999999 (unattended-upgr)" >&2; exit 100';
    const ended = run('update || exit', { apt: held });
    expect([ended.status, ended.calls.length]).toEqual([100, 3]);
    expect(ended.stderr.trimEnd().split('\n').slice(-2)).toEqual([
      "cause: apt's package lists are locked by unattended-upgr (pid 99999999)",
      'hint: A longer lock_timeout waits for it.',
    ]);
  });

  test.each([
    [
      'dpkg',
      'dpkg: error: dpkg frontend lock was locked by another process with pid 99999999',
      'another program \\(pid 99999999\\)',
    ],
    [
      'dpkg',
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      HOLDER,
    ],
    ['dpkg', 'E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?', HOLDER],
  ])('says that %s is locked, whatever says so: %s', (what, said, by) => {
    const ended = run('run install tree || exit', { apt: `echo "${said}" >&2; exit 100` });
    expect(ended.stderr.trimEnd().split('\n').at(-2)).toMatch(new RegExp(`^cause: ${what} is locked by ${by}$`));
  });

  test('finishes the work of an interrupted dpkg, and continues', () => {
    const interrupted =
      'echo "E: dpkg was interrupted, you must manually run \'dpkg --configure -a\' to correct the problem." >&2; exit 100';
    const ended = run('run install tree', { apt: `[ $n -gt 1 ] || { ${interrupted}; }` });
    expect(ended.status).toBe(0);
    expect(ended.calls).toEqual([
      'apt-get -o Acquire::Retries::Delay=false install tree',
      'dpkg --force-confdef --force-confold --configure -a',
      'apt-get -o Acquire::Retries::Delay=false install tree',
    ]);
  });

  test("fails with dpkg's message if the state cannot be repaired", () => {
    const interrupted =
      'echo "E: dpkg was interrupted, you must manually run \'dpkg --configure -a\' to correct the problem." >&2; exit 100';
    const ended = run('run install tree || exit', {
      apt: interrupted,
      dpkg: 'echo "dpkg: error processing package asker" >&2; exit 1',
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/error processing package asker/);
  });
});

test('no command of apt-get gives the scripts of packages a terminal', () => {
  const script = renderAptGet(
    { lockTimeoutSeconds: 1, progressTimeoutSeconds: 1, dpkgOptions: [], options: [], updates: false },
    [['install', 'a'], ['autoremove']],
  );
  const commands = script.split('\n').filter((line) => line.startsWith('run -y'));
  expect(commands).toHaveLength(2);
  for (const command of commands) expect(command).toContain('-o Dpkg::Use-Pty=0');
});
