import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { gitConfig } from '../../src/modules/git/git-config.ts';
import { runModule } from '../support/run-module.ts';

const directory = mkdtempSync(join(tmpdir(), "git it's-"));

const read = (file: string, name: string): string[] =>
  spawnSync('git', ['config', '--file', file, '-z', '--get-all', name], { encoding: 'utf8' })
    .stdout.split('\0')
    .slice(0, -1);

test.each([
  'plain',
  '',
  ' blanks around ',
  '#no comment; nor this',
  'two\nlines\n',
  'tab\there',
  String.raw`a\b\n"quoted" 'it' & / $HOME`,
  'größe ключ',
  'set-by-provision',
])('%j is kept as it is, and no command line has it', async (value) => {
  const file = join(mkdtempSync(join(directory, 'f-')), 'config');
  writeFileSync(file, '# mine\n[a]\n\tb = other\n[x]\n\ty = = set-by-provision?\n');
  const { planned, outputs } = await runModule(gitConfig, { file, name: 'a.b', value });
  expect(outputs).toMatchObject([{ exitStatus: 0 }]);
  expect(read(file, 'a.b')).toEqual([value]);
  expect(readFileSync(file, 'utf8')).toMatch(/^# mine\n[^]*\ty = = set-by-provision\?\n$/);
  const scripts =
    planned.status === 'change' ? planned.steps.map((step) => (step.kind === 'run' ? step.script : '')) : [];
  expect(scripts.join('').replaceAll('set-by-provision', '')).not.toContain(value || 'nothing to hide');
});

test("keeps the user's own symbolic link, and other values with add_mode", async () => {
  const file = join(directory, 'real');
  writeFileSync(file, '[a]\n\tb = one\n');
  symlinkSync('real', join(directory, 'link'));
  await runModule(gitConfig, { file: join(directory, 'link'), name: 'a.b', value: '2 ', add_mode: 'add' });
  expect(lstatSync(join(directory, 'link')).isSymbolicLink()).toBe(true);
  expect(read(file, 'a.b')).toEqual(['one', '2 ']);
});

test('does not wait for a pipe', async () => {
  const file = join(directory, 'pipe');
  spawnSync('mkfifo', [file]);
  const { planned } = await runModule(gitConfig, { file, name: 'a.b', value: 'x' });
  expect(planned).toMatchObject({ status: 'failed', message: `${file} is not a regular file` });
});
