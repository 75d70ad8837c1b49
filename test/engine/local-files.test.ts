import { withoutLocalCommands } from '../../src/controller/run-locally.ts';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LocalFiles } from '../../src/engine/files/local-files.ts';
import { sha256Of } from '../../src/module-api/sha256.ts';

const BYTES = Buffer.alloc(1024 * 1024 + 1, 'x');
const PLACE = { files: [], templates: [] };
const SCOPE = { names: () => [], has: () => false, get: () => undefined };

let path: string;
let files: LocalFiles;

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'files-')), 'large');
  writeFileSync(path, BYTES);
  files = new LocalFiles(() => {
    throw new Error('nothing is rendered here');
  });
  await files.load({ path, as: 'file' }, PLACE, { scope: SCOPE, within: withoutLocalCommands });
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

test('the checksum of a large file is valid while the file is unchanged', async () => {
  expect(await files.sumOf(path)).toBe(sha256Of(BYTES));
});

test.each([
  ['written to', () => writeFileSync(path, Buffer.alloc(BYTES.length, 'y'))],
  [
    'written to, and its time set back',
    () => {
      writeFileSync(path, Buffer.alloc(BYTES.length, 'y'));
      utimesSync(path, 0, 0);
    },
  ],
  ['removed', () => rmSync(path)],
])('nothing is said of one that was %s since it was read', async (_, change) => {
  change();
  expect(await files.sumOf(path)).toBeUndefined();
});
