import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const needs = (...args: string[]): string[] =>
  execFileSync(process.execPath, ['scripts/lab-needs.mjs', ...args], { encoding: 'utf8' })
    .trim()
    .split('\n');

test.each([
  ['a suite that names none', ['test/lab/lab.test.ts'], ['releases bookworm']],
  ['one that starts a cluster', ['test/lab/cluster.test.ts'], ['releases bookworm', 'cluster-tools']],
  ['one that names a release', ['test/lab/transport.test.ts'], ['releases bookworm trixie']],
  [
    'jest told to write its result',
    ['test/lab/modules/mysql.test.ts', '--json', '--outputFile=/nowhere/x'],
    ['releases bookworm sid'],
  ],
])('%s', (_, args, expected) => {
  expect(needs(...args)).toEqual(expected);
});

test('shared support code names only the release bookworm, since the script reads only the suites', () => {
  const shared = readdirSync('test/lab/support').filter((name) => name !== 'use-host.ts');
  const naming = shared.filter((name) =>
    /'(bullseye|trixie|sid)'/.test(readFileSync(`test/lab/support/${name}`, 'utf8')),
  );
  expect(naming).toEqual([]);
});
