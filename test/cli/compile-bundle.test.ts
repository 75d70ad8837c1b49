import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { codeFile, compileBundle } from '../../src/cli/compile-bundle.ts';

interface Exports {
  readonly answer: () => number;
  readonly place: string;
}

function writeBundle(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'provision-bundle-')), 'program.cjs');
  writeFileSync(path, 'module.exports = { answer: () => 1, place: __filename, join: require("node:path").join };');
  return path;
}

test('a bundle is loaded as a CommonJS module, even without cached code', () => {
  const path = writeBundle();
  const { answer, place } = compileBundle<Exports>(path).load();
  expect([answer(), place]).toEqual([1, path]);
});

test('code that was kept stands for the source', () => {
  const path = writeBundle();
  const bundle = compileBundle<Exports>(path);
  bundle.load().answer();
  writeFileSync(codeFile(path), bundle.code());
  // as long as before, which is all that V8 compares
  writeFileSync(path, 'module.exports = { answer: () => 2, place: __filename, join: require("node:path").join };');
  expect(compileBundle<Exports>(path).load().answer()).toBe(1);
});

test('code that V8 cannot use is passed over', () => {
  const path = writeBundle();
  writeFileSync(codeFile(path), 'no code');
  expect(compileBundle<Exports>(path).load().answer()).toBe(1);
});
