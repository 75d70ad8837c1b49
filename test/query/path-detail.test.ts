import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Unknown } from '../../src/values/unknown.ts';
import type { Query } from '../../src/query/query.ts';
import { queryId } from '../../src/query/query.ts';
import { fileDigest } from '../../src/query/files/file-digest.ts';
import { fileText } from '../../src/query/files/file-text.ts';
import { pathDetail } from '../../src/query/files/path-detail.ts';
import type { StatAnswer } from '../../src/query/files/stat.ts';
import { stat } from '../../src/query/files/stat.ts';
import { treeAttributes } from '../../src/query/files/tree-attributes.ts';
import { observeHere } from './observe-here.ts';

let root: string;
const at = (name: string): string => join(root, name);
const NAMES = ['plain', 'with space', "quote'd", 'new\nline', '-n', '$HOME', 'ünïcode'];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'detail-'));
  for (const name of NAMES) writeFileSync(at(name), name);
  mkdirSync(at('dir'));
  chmodSync(at('dir'), 0o2750);
  symlinkSync('plain', at('link'));
  symlinkSync('nowhere', at('broken'));
  execFileSync('mkfifo', [at('fifo')]);
  mkdirSync(at('tree/sub'), { recursive: true });
  for (const name of ['a', 'b', 'sub/c']) writeFileSync(at(`tree/${name}`), name, { mode: 0o640 });
  symlinkSync('/etc/passwd', at('tree/link'));
});

const plain = (path: string) => pathDetail({ path, follow: false });
const followed = (path: string) => pathDetail({ path, follow: true });

describe('pathDetail', () => {
  test.each(NAMES)('returns the fields of stat(2) for %j', (name) => {
    const { ino, dev, mtimeMs, uid } = statSync(at(name));
    const expected = { inode: ino, device: dev, uid, modified: Math.floor(mtimeMs / 1000), links: 1 };
    expect(observeHere(plain(at(name)))).toEqual([
      expect.objectContaining({
        kind: 'file',
        mode: '0644',
        size: Buffer.byteLength(name),
        readable: true,
        ...expected,
      }),
    ]);
  });

  test('distinguishes kinds, links and absence, together with any other query', () => {
    expect(
      observeHere(
        plain(at('link')),
        followed(at('link')),
        plain(at('dir')),
        plain(at('fifo')),
        plain(at('none')),
        followed(at('broken')),
        plain('/dev/null'),
      ),
    ).toEqual([
      expect.objectContaining({ kind: 'link', target: 'plain', source: at('plain') }),
      expect.objectContaining({ kind: 'file' }),
      expect.objectContaining({ kind: 'directory', mode: '2750', executable: true }),
      expect.objectContaining({ kind: 'fifo' }),
      null,
      null,
      expect.objectContaining({ kind: 'character' }),
    ]);
  });

  test('is derived from a planned stat, except for values that only the host knows', () => {
    const query = plain('/a');
    const planned: StatAnswer = { exists: true, type: 'file', mode: '0755', owner: 'app', group: 'adm', size: 3 };
    expect(derive(query, null, stat('/a'), planned)).toMatchObject({
      kind: 'file',
      size: 3,
      inode: expect.any(Unknown),
    });
    expect(derive(query, null, stat('/a'), { exists: false })).toBeNull();
    expect(derive(query, null, stat('/b'), planned)).toBeInstanceOf(Unknown);
  });
});

const derive = (query: Query, before: unknown, known: Query, answer: unknown): unknown =>
  query.kind.derive?.(
    query.args,
    before,
    ((asked: Query) => (queryId(asked) === queryId(known) ? answer : undefined)) as never,
    [['file:/a']],
  );

describe('fileDigest', () => {
  test.each(['md5', 'sha1', 'sha256', 'sha512'] as const)('is that of the content by %s', (algorithm) => {
    const of = (name: string) => fileDigest({ path: at(name), algorithm });
    const expected = (name: string) => createHash(algorithm).update(name).digest('hex');
    expect(observeHere(of('new\nline'), of('none'), of('fifo'), of('-n'))).toEqual([
      expected('new\nline'),
      null,
      null,
      expected('-n'),
    ]);
  });

  test('follows from a planned content', () => {
    const query = fileDigest({ path: '/a', algorithm: 'sha1' });
    expect(derive(query, null, fileText('/a'), Buffer.from('x'))).toBe('11f6ad8ec52a2984abaafd7c3b516503785c2072');
    expect(derive(query, 'old', fileText('/a'), null)).toBeNull();
  });
});

test("a tree's attributes are returned once for each combination; links have none", () => {
  expect(observeHere(treeAttributes(at('tree')), treeAttributes(at('none')), treeAttributes(at('plain')))).toEqual([
    [
      expect.objectContaining({ type: 'directory', mode: '0755' }),
      expect.objectContaining({ type: 'file', mode: '0640' }),
    ],
    [],
    [],
  ]);
});
