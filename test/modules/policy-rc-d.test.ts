import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import policyRcD from '../../src/modules/apt/policy-rc-d.sh';
import { programText } from '../../src/values/program-text.ts';
import { until } from '../support/until.ts';

const scratch = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});
const policy = join(scratch, 'policy-rc.d');
const program = programText(policyRcD).replace('/usr/sbin/policy-rc.d', policy);
const own = '#!/bin/sh\necho \'own, asked for\' "$@"\nexit 104\n';
const ask = () => spawnSync(policy, ['nginx', 'start'], { encoding: 'utf8' });

/** A shell that has put the policy in place, and is killed. */
async function killed(): Promise<void> {
  const shell = spawn('/bin/sh', ['-c', `${program}\nput_policy 101 && sleep 60`], { stdio: 'ignore' });
  await until('the policy', () => Promise.resolve(existsSync(policy) && ask().status === 101));
  shell.kill('SIGKILL');
  await once(shell, 'exit');
}

beforeEach(() => {
  rmSync(policy, { force: true });
});

test('services do not start while the shell runs, and the previous policy is restored afterwards', () => {
  writeFileSync(policy, own, { mode: 0o755 });
  const { stdout } = spawnSync('/bin/sh', ['-c', `${program}\nput_policy 101; ${policy} nginx start; echo "$?"`], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('101\n');
  expect(readFileSync(policy, 'utf8')).toBe(own);
  expect(existsSync(`${policy}.provision`)).toBe(false);
});

test('the policy of a killed shell does not prevent services from starting, and is removed when it is queried', async () => {
  await killed();
  expect(ask().status).toBe(0);
  expect(existsSync(policy)).toBe(false);
});

test('the policy of a killed shell delegates to the previous policy', async () => {
  writeFileSync(policy, own, { mode: 0o755 });
  await killed();
  expect(ask()).toMatchObject({ status: 104, stdout: 'own, asked for nginx start\n' });
  expect(readFileSync(policy, 'utf8')).toBe(own);
});

test('the next run of apt puts back the policy that was there before', async () => {
  writeFileSync(policy, own, { mode: 0o755 });
  await killed();
  await killed();
  spawnSync('/bin/sh', ['-c', program]);
  expect(readFileSync(policy, 'utf8')).toBe(own);
});
