import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { PackedFile } from '../../src/cluster/project/packed-project.ts';
import { packFiles, unpackProject } from '../../src/cluster/project/packed-project.ts';
import { readProject } from '../../src/cluster/project/read-project.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';

function makeProject(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'provision-project-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  return root;
}

const textOf = (file: PackedFile | undefined): string =>
  file !== undefined && 'content' in file ? Buffer.from(file.content, 'base64').toString('utf8') : '';

test('a project goes to workers without keys, passwords and what runs have left, and with what replaces its files', () => {
  const root = makeProject({
    'playbooks/site.yml': '[]',
    'inventories/prod/cloud': '#!/bin/sh\nexit 1\n',
    'roles/web/files/key': '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n',
    'vault-password': 'secret',
    '.provision/runs/one.ndjson': '{}',
  });
  const warnings: string[] = [];
  const replaced = new Map([['inventories/prod/cloud', '#!/bin/sh\necho {}\n']]);
  const files = readProject({ root, kept: ['vault-password'], replaced, warn: (text) => warnings.push(text) });
  expect(files.map(({ path }) => path).sort()).toEqual(['inventories/prod/cloud', 'playbooks/site.yml']);
  expect(textOf(files.find(({ path }) => path.endsWith('cloud')))).toBe('#!/bin/sh\necho {}\n');
  expect(warnings).toEqual([expect.stringContaining('roles/web/files/key is a private key')]);
});

test('an unpacked project is unchanged, and stored under a hash of its content', async () => {
  const root = makeProject({ 'a/script': '#!/bin/sh\n', b: 'text' });
  symlinkSync('b', join(root, 'link'));
  const files = readProject({ root, kept: [], replaced: new Map(), warn: () => undefined });
  const packed = packFiles(files);
  expect(packFiles(files.toReversed()).hash).toBe(packed.hash);
  const cache = mkdtempSync(join(tmpdir(), 'provision-cache-'));
  const source = { hash: packed.hash, content: () => Promise.resolve(packed.content) };
  const directory = await unpackProject(cache, source, existsSync);
  expect(readFileSync(join(directory, 'link'), 'utf8')).toBe('text');
  expect(statSync(join(directory, 'a/script')).mode & 0o777).toBe(0o700);
  const other = { hash: packFiles([]).hash, content: source.content };
  await expect(unpackProject(cache, other, existsSync)).rejects.toThrow('is damaged');
});

test("the hosts of an inventory script are passed on with the script's variables for each host", async () => {
  const script = `#!/bin/sh\n[ "$1" = --list ] && echo '{"web": {"hosts": ["a"]}}' || echo '{"x": 1}'\n`;
  const root = makeProject({ cloud: script });
  const listed: unknown[] = [];
  await loadInventory([join(root, 'cloud')], {
    diagnostics: new DiagnosticList(),
    compile: (text, list) => compileTemplate(text, list),
    onListed: (path, answer) => listed.push([path, answer]),
  });
  const answer = { web: { hosts: ['a'] }, _meta: { hostvars: { a: { x: 1 } } } };
  expect(listed).toEqual([[join(root, 'cloud'), answer]]);
});
