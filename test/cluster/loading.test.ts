import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { requireNode } from '../../src/cluster/store/open-store.ts';

/** Files below a directory, as paths. */
const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('only cli/cluster imports the cluster, and only when it is called; nothing else imports it or its engine', () => {
  const importing = filesOf('src').filter((path) =>
    /^import (?!type )[^;]*from '[^']*\/cluster\/(?!cluster-(options|commands))[^']*'|import\('[^']*(\/cluster\/cluster\.ts|pg-boss)'\)/m.test(
      readFileSync(path, 'utf8'),
    ),
  );
  expect(importing.map((path) => path.replace(/\\/g, '/'))).toEqual([
    'src/cli/cluster/open-cluster.ts',
    'src/cluster/store/open-store.ts',
  ]);
});

/** What a run of the built program loads by require, its own file left out. */
function loadedBy(...words: string[]): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'provision-loading-'));
  const log = join(directory, 'log');
  const hook = join(directory, 'hook.cjs');
  writeFileSync(log, '');
  writeFileSync(
    hook,
    `const { appendFileSync } = require('node:fs');
    const module_ = require('node:module');
    const load = module_._load;
    module_._load = function (name) { appendFileSync(${JSON.stringify(log)}, name + '\\n'); return load.apply(this, arguments); };`,
  );
  const { status } = spawnSync(process.execPath, ['--require', hook, resolve('dist/cli/main.js'), ...words], {
    cwd: directory,
  });
  expect(status).not.toBe(1);
  return readFileSync(log, 'utf8').split('\n');
}

test('without --cluster the build loads no file of the cluster', () => {
  const isCluster = (name: string): boolean => /^\.\/cluster-\w+\.cjs$|^pg/.test(name);
  expect(loadedBy('apply', '-i', 'localhost,', '-c', 'local', '-p', 'none.yml').filter(isCluster)).toEqual([]);
  expect(loadedBy('cluster', 'runs', '--cluster', 'postgres://nobody@127.0.0.1:1/none').some(isCluster)).toBe(true);
}, 120_000);

test.each([
  ['22.12.0', true],
  ['24.1.0', true],
  ['22.11.9', false],
  ['20.20.2', false],
])('Node %s: %s', (version, isGood) => {
  if (isGood) expect(() => requireNode(version)).not.toThrow();
  else expect(() => requireNode(version)).toThrow(`--cluster needs Node 22.12 or later, and this is Node ${version}`);
});
