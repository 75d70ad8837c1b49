import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { alternative } from '../../src/query/packages/alternative.ts';
import type { FoundFilesQuestion } from '../../src/query/files/found-files.ts';
import { foundFiles } from '../../src/query/files/found-files.ts';
import { observeHere } from './observe-here.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "find it's-"));
  mkdirSync(join(root, 'sub/deep'), { recursive: true });
  writeFileSync(join(root, 'new\nline'), 'one\ntwo 22\n', { mode: 0o600 });
  writeFileSync(join(root, 'sub/b'), 'b');
  writeFileSync(join(root, 'sub/deep/c'), 'c');
  symlinkSync('sub', join(root, 'link'));
});

const ask = (question: Partial<FoundFilesQuestion>) =>
  foundFiles({ path: root, depth: undefined, type: 'any', follow: false, checksums: false, ...question });

const names = (question: Partial<FoundFilesQuestion>): string[] | undefined =>
  observeHere(ask(question))[0]?.map(({ path }) => path.slice(root.length + 1));

describe('foundFiles', () => {
  test.each([
    ['everything', {}, ['link', 'new\nline', 'sub', 'sub/b', 'sub/deep', 'sub/deep/c']],
    ['one level', { depth: 1 }, ['link', 'new\nline', 'sub']],
    ['files', { type: 'file' }, ['new\nline', 'sub/b', 'sub/deep/c']],
    ['directories', { type: 'directory' }, ['sub', 'sub/deep']],
    ['links', { type: 'link' }, ['link']],
    [
      'what links lead to',
      { follow: true, type: 'file' },
      ['link/b', 'link/deep/c', 'new\nline', 'sub/b', 'sub/deep/c'],
    ],
    ['lines that match', { contains: '^two (?P<n>\\d+)$' }, ['new\nline']],
  ] as const)('finds %s', (_, question, found) => {
    expect(names(question)).toEqual(found);
  });

  test('returns the fields of stat(2), and digests', () => {
    const [found] = observeHere(ask({ type: 'file', depth: 1, checksums: true }));
    expect(found).toEqual([
      expect.objectContaining({
        mode: '0600',
        size: 11,
        links: 1,
        sha1: createHash('sha1').update('one\ntwo 22\n').digest('hex'),
      }),
    ]);
  });

  test('finds nothing if the directory does not exist', () => {
    expect(
      observeHere(
        ask({ path: join(root, 'none') }),
        ask({ path: join(root, 'sub/b') }),
        ask({ path: join(root, 'sub/deep'), type: 'link' }),
      ),
    ).toEqual([null, null, []]);
  });
});

test('alternatives: a missing group is null', () => {
  const [awk, none] = observeHere(alternative('awk'), alternative('no-such-group'));
  expect(awk).toMatchObject({ link: '/usr/bin/awk' });
  expect(Object.keys(awk?.choices ?? {})).toContain(awk?.value);
  expect(none).toBeNull();
});
