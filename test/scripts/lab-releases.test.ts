import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const releases = (...args: string[]): string[] =>
  execFileSync(process.execPath, ['scripts/lab-releases.mjs', ...args], { encoding: 'utf8' })
    .trim()
    .split(' ');

test.each([
  ['a suite that names none', ['test/lab/lab.test.ts'], ['bookworm']],
  ['one that names a release', ['test/lab/transport.test.ts'], ['bookworm', 'trixie']],
  [
    'jest told to write its result',
    ['test/lab/modules/mysql.test.ts', '--json', '--outputFile=/nowhere/x'],
    ['bookworm', 'sid'],
  ],
])('%s', (_, args, expected) => {
  expect(releases(...args)).toEqual(expected);
});

test('what suites share names no release but bookworm, since the script reads the suites themselves', () => {
  const shared = readdirSync('test/lab/support').filter((name) => name !== 'use-host.ts');
  const naming = shared.filter((name) =>
    /'(bullseye|trixie|sid)'/.test(readFileSync(`test/lab/support/${name}`, 'utf8')),
  );
  expect(naming).toEqual([]);
});
