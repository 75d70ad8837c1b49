import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { noteWritten } from '../../src/controller/written-paths.ts';
import { createHost } from '../../src/playbook/files/template-reader.ts';
import { searchPathOf } from '../../src/playbook/files/search-path.ts';
import { YamlFiles } from '../../src/playbook/files/yaml-files.ts';

const outside = mkdtempSync(join(tmpdir(), 'outside-'));
const project = mkdtempSync(join(tmpdir(), 'project-'));
const host = createHost(searchPathOf(join(project, 'playbooks'), join(project, 'roles/a')), new YamlFiles({}));

beforeAll(() => {
  mkdirSync(join(project, 'playbooks/files'), { recursive: true });
  mkdirSync(join(outside, 'named'));
  mkdirSync(join(outside, 'keys'));
  for (const path of ['secret', 'secret.pub', 'named/a', 'keys/b']) writeFileSync(join(outside, path), path);
  for (const path of ['playbooks/files/own', 'top']) writeFileSync(join(project, path), path);
  noteWritten(`pub: ${outside}/secret.pub\nkeys: "${outside}/keys/"\nother: ${outside}/named-not\n`);
});

describe('a file of the project is read', () => {
  test.each([
    ['beside the playbook', 'own', 'playbooks/files/own'],
    ['by its whole path', join(project, 'top'), 'top'],
    ['above the playbooks', '../top', 'top'],
  ])('%s', (_, path, content) => expect(host.readFile(path)).toBe(content));
});

describe('a file elsewhere', () => {
  test.each([
    ['is read where its path is written out', join(outside, 'secret.pub'), 'secret.pub'],
    ['is read where its directory is', join(outside, 'keys/b'), 'keys/b'],
  ])('%s', (_, path, content) => expect(host.readFile(path)).toBe(content));

  test.each([
    ['is refused', join(outside, 'secret')],
    ['is refused, though a longer name is written out', join(outside, 'named/a')],
    ['is refused by a way through a directory that is written out', join(outside, 'keys/../secret')],
    ['is refused by a way up', `../../${outside.slice(tmpdir().length + 1)}/secret`],
    ['is refused though its top directory may be named everywhere', '/etc/passwd'],
  ])('%s', (_, path) => {
    noteWritten('dest: /etc');
    expect(() => host.readFile(path)).toThrow('is outside of the project');
    expect(() => host.digest(path)).toThrow('is outside of the project');
    expect(() => host.readTemplate(path)).toThrow('is outside of the project');
    expect(() => host.listFiles(path)).toThrow('is outside of the project');
  });
});

test('a file of gigabytes is no text, and costs neither time nor memory', () => {
  const path = join(project, 'huge');
  writeFileSync(path, '');
  truncateSync(path, 400 * 1024 * 1024);
  const before = process.memoryUsage().rss;
  expect(() => host.readFile(path)).toThrow('it has more than 16 MB');
  expect(host.digest(path)).toHaveLength(64);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  rmSync(path);
});

test('a file is looked at by the same rules', () => {
  expect(host.lookAt?.(join(project, 'top'))).toMatchObject({ kind: 'file', isLink: false });
  expect(host.lookAt?.(join(outside, 'keys'))).toMatchObject({ kind: 'directory' });
  expect(host.lookAt?.(join(outside, 'nothing'))).toBeUndefined();
  expect(() => host.lookAt?.(join(outside, 'secret'))).toThrow('is outside of the project');
});
