import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderMarkdown } from '../../src/cli/explain/render-markdown.ts';
import { createPalette } from '../../src/report/style/palette.ts';
import { createSymbols } from '../../src/report/style/symbols.ts';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;

const FILES = {
  'provision.yml': 'inventory: lab\n',
  'inventories/lab/hosts.yml': 'all: { children: { web: { hosts: { web1: { web_port: 8080 } } } } }\n',
  'inventories/lab/group_vars/all.yml': 'web_port: 80\nmotto: "<%= word %>!"\nword: hi\nlost: <%= nosuch %>\n',
  'inventories/lab/group_vars/web.yml': 'web_port: 81\n',
  'playbooks/site.yml': '- { name: Web, hosts: web, vars: { shared: one }, roles: [web, other] }\n',
  'roles/web/tasks/main.yml': '- debug: { msg: hi }\n',
  'roles/web/defaults/main.yml': 'web_port: 1\nshared: zero\n',
  'roles/other/tasks/main.yml': '- debug: { msg: hi }\n',
  'roles/other/vars/main.yml': 'shared: two\n',
};

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-explain-')));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  process.chdir(root);
});
afterAll(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

describe('provision vars', () => {
  test("shows a variable's value, its origin, and the values that it overrides, down to the role's default", async () => {
    expect((await runCli('vars', 'web1', 'web_port')).stdout.split('\n')).toEqual([
      'web_port = 8080',
      expect.stringMatching(/^ {2}from .*inventories\/lab\/hosts\.yml:1:\d+$/),
      expect.stringMatching(/^ {2}over .*inventories\/lab\/group_vars\/web\.yml:1:1: 81$/),
      expect.stringMatching(/^ {2}over .*inventories\/lab\/group_vars\/all\.yml:1:1: 80$/),
      expect.stringMatching(/^ {2}over .*roles\/web\/defaults\/main\.yml:1:1: 1$/),
      '',
    ]);
  });

  test('shows a value that differs between places for each place', async () => {
    const { stdout } = await runCli('vars', 'web1', 'shared');
    expect(stdout).toMatch(/^shared = "one"\n {2}in play Web, role web\n/);
    expect(stdout).toMatch(/\nshared = "two"\n {2}in role other\n/);
  });

  test('evaluates expressions, and shows the error of one that fails', async () => {
    expect((await runCli('vars', 'web1', 'motto')).stdout).toMatch(/^motto = "hi!"\n/);
    expect((await runCli('vars', 'web1', 'lost')).stdout).toMatch(/^lost = \(.*nosuch.*\)\n/);
  });

  test('-e is above all', async () => {
    expect((await runCli('vars', 'web1', 'web_port', '-e', 'web_port=9')).stdout).toMatch(
      /^web_port = .*9.*\n {2}from -e/,
    );
  });

  test('without a name all are listed, in order', async () => {
    const { stdout } = await runCli('vars', 'web1');
    const names = stdout.split('\n').flatMap((line) => /^(\w+) = /.exec(line)?.[1] ?? []);
    expect([...new Set(names)]).toEqual(['lost', 'motto', 'shared', 'web_port', 'word']);
  });

  test.each([
    [['web2', 'web_port'], 'Did you mean web1?'],
    [['web1', 'web_prt'], 'Did you mean web_port?'],
  ])('%j is a mistake with a suggestion', async (words, suggestion) => {
    const { stderr, exitCode } = await runCli('vars', ...words);
    expect(stderr).toContain(suggestion);
    expect(exitCode).toBe(3);
  });
});

describe('provision docs', () => {
  test.each([
    ['copy', 'Parameters'],
    ['ansible.builtin.copy', 'Parameters'],
    ['provision.nginx', 'nginx'],
    ['unknown-key', 'A key is not known in this place'],
    ['role-meta', 'variables'],
    ['coming-from-ansible', 'Coming from Ansible'],
  ])('shows %s', async (topic, text) => {
    const { stdout, exitCode } = await runCli('docs', topic);
    expect(stdout).toContain(text);
    expect(stdout).not.toMatch(/```|\]\(/);
    expect(exitCode).toBe(0);
  });

  test('lists its topics, and suggests one', async () => {
    expect((await runCli('docs')).stdout).toMatch(/^modules\n[^]*\n {2}[^]*error codes\n[^]*functions\n/);
    expect((await runCli('docs', 'coppy')).stderr).toContain('Did you mean copy?');
  });

  const style = { palette: createPalette(false), symbols: createSymbols({}) };
  const table = '# A `b`\n\n| x | y |\n| --- | --- |\n| `one` | a [link](there) |\n| two | b \\| c |\n';

  test('formats tables as columns, or as lists on a narrow terminal', () => {
    expect(renderMarkdown(table, style, undefined)).toBe('A b\n\nx    y\none  a link\ntwo  b | c\n');
    expect(renderMarkdown(table, style, 10)).toBe('A b\n\none\n    y: a\n    link\n\ntwo\n    y: b |\n    c\n');
  });
});
