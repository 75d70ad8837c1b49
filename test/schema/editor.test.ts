import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../support/run-cli.ts';
import { LanguageServer } from './language-server.ts';

/** A new project with the roles, playbooks and inventories of this repository beside its own. */
const home = process.cwd();
const root = mkdtempSync(join(tmpdir(), 'provision-editor-'));
const server = new LanguageServer(root);

beforeAll(async () => {
  for (const folder of ['roles', 'playbooks', 'inventories'])
    cpSync(folder, join(root, folder), { recursive: true, filter: (path) => path !== 'playbooks/site.yml' });
  rmSync(join(root, 'inventories/prod'), { recursive: true });
  const guide = readFileSync('docs/guide/own-modules.md', 'utf8');
  for (const name of ['motd_line.ts', 'load_average']) {
    const [, code = ''] = new RegExp(`<!-- library/${name} -->\\n\`\`\`\\w+\\n([^]*?)\`\`\``).exec(guide) ?? [];
    mkdirSync(join(root, 'library'), { recursive: true });
    writeFileSync(join(root, 'library', name), code);
  }
  process.chdir(root);
  try {
    await runCli('init', '--host', '203.0.113.10', '--user', 'admin');
  } finally {
    process.chdir(home);
  }
  const settings = readFileSync(join(root, '.vscode/settings.json'), 'utf8');
  await server.start(JSON.parse(settings) as Record<string, unknown>);
}, 60_000);

afterAll(() => {
  server.stop();
  rmSync(root, { recursive: true });
});

const text = (path: string): string => readFileSync(join(root, path), 'utf8');

const CHECKED =
  /^(playbooks\/[^/]+|roles\/[^/]+\/(tasks|handlers|verify|opening|closing|meta|defaults|vars)\/[^/]+|inventories\/.*|provision)\.yml$/;

test('real files have no mistakes', async () => {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => CHECKED.test(path) && !text(path).startsWith('$ANSIBLE'),
  );
  expect(paths.length).toBeGreaterThan(100);
  const findings = await Promise.all(paths.map((path) => server.findings(path, text(path))));
  const found = paths.map((path, i) => ({ path, found: findings[i] })).filter((each) => each.found?.length !== 0);
  expect(found).toEqual([]);
}, 120_000);

describe('mistakes', () => {
  test.each([
    ['a keyword', 'playbooks/a.yml', '- hosts: all\n  rols: []\n', '2: Property rols is not allowed.'],
    ['a module', 'roles/web/tasks/b.yml', '- name: x\n  atp: { name: git }\n', '2: Property atp is not allowed.'],
    ['a parameter', 'roles/web/tasks/c.yml', '- apt: { nam: git }\n', '1: Property nam is not allowed.'],
    [
      'a parameter of an own module',
      'roles/web/tasks/i.yml',
      '- motd_line: { lin: x }\n',
      '1: Property lin is not allowed.',
    ],
    ['a choice', 'roles/web/tasks/d.yml', '- apt: { name: git, state: here }\n', '1: Value is not accepted.'],
    ['the type of a variable', 'inventories/x/group_vars/web.yml', 'web_port: no port\n', '1: Incorrect type.'],
    ['a key of a group', 'inventories/x/hosts.yml', 'all: { host: { a: } }\n', '1: Property host is not allowed.'],
    ['a key of the project', 'other/provision.yml', 'inventry: prod\n', '1: Property inventry is not allowed.'],
    ['a type', 'roles/other/meta/main.yml', 'variables: { a: { type: prot } }\n', '1: Value is not accepted.'],
  ])(
    '%s',
    async (_, path, content, message) => {
      expect((await server.findings(path, content)).map((found) => found.slice(0, message.length))).toContain(message);
    },
    60_000,
  );
});

test('an editor completes modules, parameters, choices, keywords and variables', async () => {
  const tasks = '- name: x\n  apt:\n    name: git\n    \n  \n';
  await server.findings('roles/web/tasks/e.yml', tasks);
  expect(await server.completions('roles/web/tasks/e.yml', 4, 2)).toEqual(
    expect.arrayContaining(['template', 'become', 'notify', 'include_role', 'block']),
  );
  expect(await server.completions('roles/web/tasks/e.yml', 3, 4)).toEqual(
    expect.arrayContaining(['state', 'update_cache']),
  );
  await server.findings('roles/web/tasks/f.yml', '- file:\n    path: /srv\n    state: \n');
  expect(await server.completions('roles/web/tasks/f.yml', 2, 11)).toEqual(
    expect.arrayContaining(['directory', 'absent']),
  );
  await server.findings('inventories/x/group_vars/all.yml', 'w: 1\n\n');
  expect(await server.completions('inventories/x/group_vars/all.yml', 1, 0)).toEqual(
    expect.arrayContaining(['web_port', 'web_token', 'ansible_user']),
  );
}, 60_000);

test("an editor knows the project's own modules", async () => {
  const tasks = '- name: x\n  motd_line:\n    line: x\n    \n- name: z\n  load_average: { any: thing }\n';
  expect(await server.findings('roles/web/tasks/j.yml', tasks)).toEqual([]);
  expect(await server.completions('roles/web/tasks/j.yml', 3, 4)).toContain('path');
  expect(await server.hover('roles/web/tasks/j.yml', 2, 5)).toContain('A line of the message of the day');
}, 60_000);

test('an editor explains modules, parameters and variables', async () => {
  await server.findings('roles/web/tasks/g.yml', '- apt:\n    name: git\n  become: true\n');
  expect(await server.hover('roles/web/tasks/g.yml', 0, 3)).toContain('provision docs apt');
  expect(await server.hover('roles/web/tasks/g.yml', 1, 5)).toMatch(/Packages.*`nginx`/);
  expect(await server.hover('roles/web/tasks/g.yml', 2, 4)).toContain('Run as another user');
  await server.findings('inventories/x/host_vars/a.yml', 'web_port: 80\n');
  expect(await server.hover('inventories/x/host_vars/a.yml', 0, 2)).toContain('The port of nginx');
}, 60_000);
