import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { kindOf } from '../../src/controller/file-kind.ts';
import { readBytes, readGivenText, readParts, readText } from '../../src/controller/read-file.ts';
import { walkTree } from '../../src/controller/walk-tree.ts';

const root = mkdtempSync(join(tmpdir(), 'controller-'));
const at = (name: string): string => join(root, name);
const socket = createServer();
await new Promise<void>((listening) => socket.listen(at('socket'), listening));
execFileSync('mkfifo', [at('pipe')]);
mkdirSync(at('directory'));
symlinkSync('loop', at('loop'));
symlinkSync('nowhere', at('dangling'));
writeFileSync(at('text'), 'line one\n');
writeFileSync(at('latin1'), Buffer.from('a\nb\xe9\n', 'latin1'));
writeFileSync(at('utf16'), Buffer.from('\ufeffhi', 'utf16le'));
writeFileSync(at('nul'), 'a\0b');
afterAll(() => {
  socket.close();
  rmSync(root, { recursive: true });
});

test.each([
  ['pipe', 'it is a pipe'],
  ['socket', 'it is a socket or a device'],
  ['directory', 'it is a directory'],
  ['loop', 'its links lead in a circle'],
  ['dangling', 'its link leads nowhere'],
  ['nowhere', 'it does not exist'],
  ['text/below', 'a part of its path is not a directory'],
  ['x'.repeat(300), 'its name is too long'],
])('%s is not read and not waited for', (name, problem) => {
  expect(() => readBytes(at(name), 'shown')).toThrow(`shown cannot be read: ${problem}`);
});

test('a device is not read', () => {
  expect(() => readBytes('/dev/zero')).toThrow('it is a device');
  expect(() => readGivenText('/dev/tty')).toThrow(/cannot be read/);
});

test.each([
  ['latin1', 'it is not text in UTF-8 (see line 2)'],
  ['nul', 'it is not text in UTF-8 (see line 1)'],
  ['utf16', 'it is text in UTF-16, and has to be in UTF-8'],
])('%s is no text', (name, problem) => {
  expect(() => readText(at(name))).toThrow(problem);
});

test('a file that is too large is not read', () => {
  writeFileSync(at('large'), Buffer.alloc(1024 * 1024 + 1, 'x'));
  expect(() => readText(at('large'), { mostBytes: 1024 * 1024 })).toThrow('it has more than 1 MB');
  expect(readText(at('large'), { mostBytes: 2 * 1024 * 1024 })).toHaveLength(1024 * 1024 + 1);
});

test('a file is passed on in parts, and nothing but a file is', () => {
  writeFileSync(at('parts'), Buffer.alloc(2 * 1024 * 1024 + 1, 'x'));
  const lengths: number[] = [];
  readParts(at('parts'), (part) => lengths.push(part.length));
  expect(lengths).toEqual([1024 * 1024, 1024 * 1024, 1]);
  expect(() => readParts(at('pipe'), () => undefined)).toThrow('it is a pipe');
});

test('a replacement character in the text itself is text', () => {
  writeFileSync(at('odd'), 'x\ufffdy');
  expect(readText(at('odd'))).toBe('x\ufffdy');
});

test('kindOf returns the kind of a path', () => {
  const kinds = ['text', 'pipe', 'socket', 'directory', 'loop', 'dangling', 'text/below'].map((name) =>
    kindOf(at(name)),
  );
  expect(kinds).toEqual(['file', 'a pipe', 'a socket', 'a directory', 'unreadable', 'unreadable', undefined]);
});

test('a tree: links to files are files, links that lead nowhere, around or to a device are links', () => {
  const tree = at('tree');
  mkdirSync(join(tree, 'd'), { recursive: true });
  writeFileSync(join(tree, 'd/file'), 'x');
  mkdirSync(at('elsewhere'));
  writeFileSync(at('elsewhere/far'), 'x');
  for (const [name, target] of [
    ['dangling', 'nowhere'],
    ['self', 'self'],
    ['near', 'd/file'],
    ['mask', '/dev/null'],
    ['elsewhere', '../elsewhere'],
    ['d/up', '..'],
  ] as const)
    symlinkSync(target, join(tree, name));
  expect(walkTree(tree).problems).toEqual([]);
  expect(walkTree(tree).entries.map(({ relativePath, type, target }) => `${relativePath} ${target ?? type}`)).toEqual([
    'd directory',
    'd/file file',
    'd/up ..',
    'dangling nowhere',
    'elsewhere directory',
    'elsewhere/far file',
    'mask /dev/null',
    'near file',
    'self self',
  ]);
});

test('a tree: what cannot be delivered is named', () => {
  mkdirSync(at('odd-tree'));
  execFileSync('mkfifo', [at('odd-tree/pipe')]);
  const { entries, problems } = walkTree(at('odd-tree'));
  expect(entries).toEqual([]);
  expect(problems.map(({ message }) => message)).toEqual([`${at('odd-tree/pipe')} cannot be read: it is a pipe`]);
});
