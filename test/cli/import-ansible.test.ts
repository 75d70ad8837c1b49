import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../support/run-cli.ts';

const home = process.cwd();
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'provision-import-test-')));
  process.chdir(root);
});
afterEach(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

test('lists each task that would not run, and the share of those that run', async () => {
  put({
    'site.yml': '- hosts: all\n  roles: [web]\n',
    'roles/web/tasks/main.yml':
      "- debug: { msg: '{{ undefined_here }}' }\n- pacman: { name: x }\n- apt: { name: x, odd_one: 1 }\n- include_tasks: more.yml\n",
    'roles/web/tasks/more.yml': '- debug: { msg: "{{ \'a\' | no_such_filter }}" }\n',
    'roles/ok/tasks/main.yml': '- ping:\n',
    'roles/ok/handlers/main.yml': '- { name: h, ping: }\n',
  });
  const { stdout, exitCode } = await runCli('import-ansible', '.');
  expect(stdout.replaceAll(`${root}/`, '').split('\n').slice(1)).toEqual([
    '    roles/web/tasks/main.yml:2 pacman: There is no module pacman',
    '    roles/web/tasks/main.yml:3 apt: odd_one is not a parameter of apt',
    '    roles/web/tasks/more.yml:1 debug: There is no filter no_such_filter',
    'role ok: 2 of 2 tasks (100.0 %)',
    'role web: 2 of 5 tasks (40.0 %)',
    '    roles/web/tasks/main.yml:2 pacman: There is no module pacman',
    '    roles/web/tasks/main.yml:3 apt: odd_one is not a parameter of apt',
    '    roles/web/tasks/more.yml:1 debug: There is no filter no_such_filter',
    '',
    '6 of 12 tasks run unchanged (50.0 %); 1 of 3 roles and playbooks have no obstacles.',
    '12 of 12 tasks load (100.0 %), including those that fail when they are reached, such as a module of another system; 3 of 3 roles and playbooks load (100.0 %).',
    '',
  ]);
  expect(exitCode).toBe(0);
});

test('gives the same as JSON, and an error for a path that holds nothing', async () => {
  put({ 'r/tasks/main.yml': '- pacman: {}\n' });
  const { stdout } = await runCli('import-ansible', 'r', '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject([
    { kind: 'role', name: 'r', tasks: 1, obstacles: [{ module: 'pacman', reasons: ['There is no module pacman'] }] },
  ]);
  expect(await runCli('import-ansible', 'nowhere')).toMatchObject({ exitCode: 3 });
});

test('distinguishes tasks that keep a playbook from loading from tasks that fail when they are reached', async () => {
  put({ 'r/tasks/main.yml': '- pacman: {}\n- file: { path: /a, state: nosuch }\n' });
  const { stdout } = await runCli('import-ansible', 'r', '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject([{ obstacles: [{ stopsLoading: false }, { stopsLoading: true }] }]);
  expect((await runCli('import-ansible', 'r')).stdout).toContain('1 of 2 tasks load (50.0 %)');
});

test('a module of Ansible whose name is near to another is no slip of it', async () => {
  put({ 'r/tasks/main.yml': '- community.general.copr: {}\n- yum_repositori: {}\n- aptt: {}\n' });
  const { stdout } = await runCli('import-ansible', 'r', '--output', 'json');
  const [{ obstacles }] = JSON.parse(stdout) as [{ obstacles: { module: string; stopsLoading: boolean }[] }];
  expect(obstacles.map(({ stopsLoading }) => stopsLoading)).toEqual([false, true, true]);
});

test('a role may notify what its play or another role handles, a playbook only what there is', async () => {
  put({
    'roles/web/tasks/main.yml': '- { ping: , notify: reload proxy }\n',
    'roles/proxy/handlers/main.yml': '- { name: reload proxy, ping: }\n',
    'bad.yml': '- hosts: all\n  roles: [web]\n',
    'good.yml': '- hosts: all\n  roles: [web, proxy]\n',
  });
  const { stdout } = await runCli('import-ansible', '.', '--output', 'json');
  const found = JSON.parse(stdout) as readonly { readonly name: string; readonly obstacles: readonly unknown[] }[];
  const withObstacles = found.filter(({ obstacles }) => obstacles.length > 0).map(({ name }) => name.split('/').at(-1));
  expect(withObstacles).toEqual(['bad.yml']);
});

test('reads a role as part of its project, with the files beside roles/', async () => {
  put({
    'galaxy.yml': 'namespace: some\nname: where\n',
    'plugins/modules/own': '#!/bin/sh\n# WANT_JSON\n',
    'library/other': '#!/bin/sh\n# WANT_JSON\n',
    'roles/web/tasks/main.yml': '- some.where.own: {}\n- other: {}\n',
    '.hidden.yml': 'hosts: all\n',
  });
  const { stdout } = await runCli('import-ansible', '.');
  expect(stdout).toContain('2 of 2 tasks run unchanged (100.0 %); 1 of 1 roles and playbooks have no obstacles.');
});
