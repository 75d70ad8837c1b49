import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { command } from '../../src/modules/command/command.ts';
import { script } from '../../src/modules/command/script.ts';
import { shell } from '../../src/modules/command/shell.ts';
import type { LocalContent } from '../../src/module-api/local-input.ts';
import { runModule } from '../support/run-module.ts';

const directory = mkdtempSync(join(tmpdir(), 'run command-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('the command on the host', () => {
  test('command: no shell sees its words', async () => {
    const { outputs } = await runModule(command, { argv: ['printf', '%s|', '$HOME', '*', "it's"], chdir: directory });
    expect(outputs[0]).toMatchObject({ exitStatus: 0, stdout: "$HOME|*|it's|" });
  });

  test('command: a pattern in creates finds files of any name', async () => {
    const params = { cmd: 'touch "a $b.done"', chdir: directory, creates: '* $b.done' };
    const { planned, after } = await runModule(command, params);
    expect(planned.status).toBe('change');
    expect(after).toMatchObject({ status: 'ok', result: { msg: 'skipped, since * $b.done exists' } });
  });

  test('command: a missing directory is a failure before it runs', async () => {
    const { planned, outputs } = await runModule(command, { cmd: 'pwd', chdir: '/nonexistent' });
    expect(planned).toMatchObject({ status: 'failed', message: 'the directory /nonexistent does not exist' });
    expect(outputs).toEqual([]);
  });

  test('shell: its text is on no command line and in no child environment, and stdin is its own', async () => {
    const cmd = 'cat; tr "\\0" " " </proc/$$/cmdline | grep -c zebra; env | grep -c zebra';
    const { outputs } = await runModule(shell, { cmd, stdin: 'in' });
    expect(outputs[0]?.stdout).toBe('in\n0\n0\n');
  });

  test('shell: a mistake in it ends nothing else', async () => {
    const { outputs } = await runModule(shell, { cmd: 'if' });
    expect(outputs[0]?.exitStatus).toBe(2);
    expect(outputs[0]?.stderr).toContain('yntax error');
  });

  test('shell: runs commands beyond POSIX in another shell', async () => {
    const { outputs } = await runModule(shell, { cmd: 'a=(1 2); exit ${a[1]}', executable: '/bin/bash' });
    expect(outputs[0]?.exitStatus).toBe(2);
  });

  test('shell: the condition of unless is asked before and after', async () => {
    const done = join(directory, 'done');
    const { planned, after } = await runModule(shell, { cmd: `: > '${done}'`, unless: `[ -e '${done}' ]` });
    expect([planned.status, after.status]).toEqual(['change', 'ok']);
  });

  test('script: runs under its own name with its arguments, and is removed', async () => {
    const bytes = Buffer.from('#!/bin/bash\necho "${0##*/}" "$@"; echo "$0" > at; exit 4\n');
    const local: LocalContent = { path: '/x', type: 'file', mode: '0644', size: bytes.length, sha256: '', bytes };
    const params = { cmd: "my/job.sh 'a b' c", chdir: directory };
    const { outputs } = await runModule(script, params, { context: { inputs: { script: local } } });
    expect(outputs[0]).toMatchObject({ exitStatus: 4, stdout: 'job.sh a b c\n' });
    const left = await runModule(command, { cmd: 'sh -c "test ! -e $(cat at)"', chdir: directory });
    expect(left.outputs[0]?.exitStatus).toBe(0);
  });
});
