import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeDirectories } from '../../src/controller/make-directories.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provision-directories-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('creates missing directories, and accepts existing ones', async () => {
  const path = join(directory, 'a/b/c');
  await makeDirectories(path);
  await makeDirectories(path);
  expect(existsSync(path)).toBe(true);
});

test('ends if the file system creates no directories', async () => {
  await expect(makeDirectories('/proc/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('names the file that is in the way', async () => {
  writeFileSync(join(directory, 'file'), '');
  await expect(makeDirectories(join(directory, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
