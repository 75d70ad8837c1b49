import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { positionAt } from '../../src/diagnostic/source-range.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';

let root: string;
let count = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'inventory-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Writes the files, loads the first, and gives what was found, each with `file:line:column`. */
async function mistakesIn(
  files: Readonly<Record<string, string>>,
  scriptTimeoutMs?: number,
): Promise<(Diagnostic & { place: string })[]> {
  const directory = join(root, String(count++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
    if (text.startsWith('#!')) chmodSync(join(directory, name), 0o755);
  }
  const diagnostics = new DiagnosticList();
  const compile = (...[text, list]: Parameters<typeof compileTemplate>) => compileTemplate(text, list);
  await loadInventory([join(directory, Object.keys(files)[0] ?? '')], { diagnostics, compile, scriptTimeoutMs });
  return diagnostics.items.map((found) => ({ ...found, place: placeOf(found, directory) }));
}

function placeOf({ range }: Diagnostic, directory: string): string {
  if (!range) return 'nowhere';
  const { line, column } = positionAt(range.source, range.start);
  return `${range.source.path.slice(directory.length + 1)}:${line}:${column}`;
}

describe('an inventory that cannot be read whole is refused', () => {
  test.each<[string, Record<string, string>, string, string, RegExp]>([
    ['a misspelt section', { 'h.yml': 'web:\n  host:\n    a:\n' }, 'unknown-key', 'h.yml:2:3', /Did you mean hosts\?/],
    [
      'a host right below a group',
      { 'h.yml': 'web:\n  web1:\n' },
      'unknown-key',
      'h.yml:2:3',
      /under hosts: or children:/,
    ],
    ['hosts as a list', { 'h.yml': 'web:\n  hosts:\n    - a\n' }, 'wrong-type', 'h.yml:3:5', /must be a mapping/],
    ['hosts of a scalar', { 'h.yml': 'web:\n  hosts: {a: 1}\n' }, 'wrong-type', 'h.yml:2:14', /variables of a must/],
    ['a list for an inventory', { 'h.yml': '- a\n' }, 'wrong-type', 'h.yml:1:1', /an inventory must be a mapping/],
    ['bad YAML', { 'h.yml': 'web:\n\thosts:\n' }, 'yaml-syntax', 'h.yml:2:1', /spaces/],
    [
      'a range that goes down',
      { 'h.yml': 'web: {hosts: {"w[3:1]": }}\n' },
      'host-pattern',
      'h.yml:1:15',
      /must be ascending in w\[3:1\]/,
    ],
    ['an open range', { h: 'w[1:]\n' }, 'host-pattern', 'h:1:1', /needs an end/],
    ['uneven zeros', { h: 'w[01:100]\n' }, 'host-pattern', 'h:1:1', /same length/],
    ['an inventory plugin', { 'h.yml': 'plugin: aws_ec2\n' }, 'inventory-unreadable', 'h.yml:1:1', /executable script/],
    ['a word without =', { h: '[web]\na b=1 c\n' }, 'inventory-syntax', 'h:2:7', /c is not of the form key=value/],
    ['a quote left open', { h: 'a b="1\n' }, 'inventory-syntax', 'h:1:1', /quote " is not closed/],
    ['a section with a blank', { h: '[web servers]\n' }, 'inventory-syntax', 'h:1:1', /without spaces/],
    ['a kind of section', { h: '[web:var]\n' }, 'inventory-syntax', 'h:1:1', /web:vars/],
    ['a child nobody declares', { h: '[a:children]\nb\n' }, 'inventory-syntax', 'h:2:1', /no group b/],
    ['variables of no group', { h: '[a:vars]\nx=1\n' }, 'inventory-syntax', 'h:1:1', /no group a/],
    ['a variable without =', { h: '[all:vars]\nx\n' }, 'inventory-syntax', 'h:2:1', /key=value/],
    [
      'a mistake of Jinja in YAML',
      { 'h.yml': 'all:\n  vars:\n    a: "{{ b c }}"\n' },
      'expression-syntax',
      'h.yml:3:14',
      /c is found where/,
    ],
    ['a mistake of Jinja in INI', { h: 'a x="{{ b c }}"\n' }, 'expression-syntax', 'h:1:11', /c is found where/],
    [
      'a mistake of Jinja in group_vars',
      { h: 'a\n', 'group_vars/all.yml': 'x: "{{ b c }}"\n' },
      'expression-syntax',
      'group_vars/all.yml:1:10',
      /c is found where/,
    ],
    [
      'a list for variables',
      { h: 'a\n', 'host_vars/a.yml': '- x\n' },
      'wrong-type',
      'host_vars/a.yml:1:1',
      /file of variables/,
    ],
    [
      'a priority in words',
      { h: '[g]\n[g:vars]\nansible_group_priority=high\n' },
      'wrong-type',
      'h:3:1',
      /whole number/,
    ],
    ['a script that fails', { s: '#!/bin/sh\necho no >&2; exit 3\n' }, 'inventory-script', 's:1:1', /exit status 3/],
    [
      'a script that prints no JSON',
      { s: '#!/bin/sh\necho hello\n' },
      'inventory-script',
      's:1:1',
      /did not print JSON/,
    ],
    [
      'a script with bad hosts',
      { s: '#!/bin/sh\necho \'{"g": {"hosts": {}}}\'\n' },
      'inventory-script',
      's:1:1',
      /hosts of g must be a list/,
    ],
    ['TOML', { 'h.toml': '[web]\n' }, 'inventory-unreadable', 'h.toml:1:1', /not supported/],
  ])('%s', async (_name, files, code, place, text) => {
    const [found, ...others] = await mistakesIn(files);
    expect({ code: found?.code, place: found?.place, severity: found?.severity }).toEqual({
      code,
      place,
      severity: 'error',
    });
    expect([found?.summary, found?.detail, found?.suggestion].join('\n')).toMatch(text);
    expect(others).toEqual([]);
  });

  test('several mistakes are shown in one go', async () => {
    const found = await mistakesIn({ h: '[web:var]\n[web]\na b\nc d\n', 'group_vars/web.yml': 'x: [\n' });
    expect(found.map(({ place }) => place)).toEqual(['h:1:1', 'h:3:3', 'h:4:3', 'group_vars/web.yml:1:4']);
  });

  test('a cycle of groups is printed', async () => {
    const found = await mistakesIn({ h: '[a:children]\nb\n[b:children]\nc\n[c:children]\na\n' });
    expect(found).toMatchObject([{ code: 'group-cycle', place: 'h:6:1', detail: 'The cycle is c > a > b > c' }]);
  });

  test('an inventory that is not there', async () => {
    const diagnostics = new DiagnosticList();
    await loadInventory(['nowhere'], { diagnostics, compile: (text, list) => compileTemplate(text, list) });
    expect(diagnostics.items).toMatchObject([
      { code: 'inventory-not-found', summary: 'There is no inventory nowhere' },
    ]);
  });
});

describe('suspicious input is a warning', () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    ['a group and a host of one name', { h: '[web]\nweb\n' }, 'shared-name', /both a group and a host named web/],
    [
      'a vars file for nobody, nearly',
      { h: '[database]\na1\n', 'group_vars/databse.yml': 'x: 1\n' },
      'vars-file-ignored',
      /Did you mean database\?/,
    ],
    [
      'a vars file that a directory hides',
      { h: '[web]\na\n', 'group_vars/web.yml': 'x: 1\n', 'group_vars/web/main.yml': 'y: 1\n' },
      'vars-file-ignored',
      /web\.yml is not read/,
    ],
  ])('%s', async (_name, files, code, text) => {
    const found = await mistakesIn(files);
    expect(found).toMatchObject([{ code, severity: 'warning' }]);
    expect([found[0]?.summary, found[0]?.suggestion].join('\n')).toMatch(text);
  });
});

test('a script that does not end is ended, with its last words', async () => {
  const [found] = await mistakesIn({ s: '#!/bin/sh\necho asks the cloud >&2; sleep 600\n' }, 3000);
  expect([found?.code, found?.summary, found?.detail]).toEqual([
    'inventory-script',
    expect.stringMatching(/s --list did not end within 3 s$/),
    'asks the cloud',
  ]);
}, 20_000);
