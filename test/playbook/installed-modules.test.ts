import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';

const directory = mkdtempSync(join(tmpdir(), 'provision-installed-'));
const { PATH, PYTHONPATH } = process.env;
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
};

beforeAll(() => {
  // stands for an Ansible that is installed here
  process.env['PATH'] = `${join(directory, 'bin')}:${PATH ?? ''}`;
  process.env['PYTHONPATH'] = join(directory, 'python');
  put('python/ansible/__init__.py', '');
  put('python/ansible/module_utils/basic.py', '');
  const collections = 'python/ansible_collections';
  put(`${collections}/__init__.py`, '');
  put(`${collections}/community/general/plugins/modules/zypper.py`, 'import ansible.module_utils.basic\n');
  put(`${collections}/community/mysql/plugins/modules/mysql_info.py`, 'import ansible.module_utils.basic\n');
  put(`${collections}/ansible/windows/plugins/modules/win_ping.py`, 'DOCUMENTATION = ""\n');
  put(`${collections}/ansible/windows/plugins/modules/win_ping.ps1`, '');
  put(
    `${collections}/some/where/plugins/filter/words.py`,
    'class FilterModule:\n    def filters(self): return {"twice": lambda text: text * 2}\n',
  );
});
afterAll(() => {
  Object.assign(process.env, { PATH, PYTHONPATH: PYTHONPATH ?? '' });
  rmSync(directory, { recursive: true });
});

async function findings(ansibleModules: boolean): Promise<string[]> {
  const tasks = [
    '- zypper: { name: x }',
    '- ansible.legacy.zypper: { name: x }',
    '- ansible.mysql.mysql_info: {}',
    '- win_ping:',
    '- ansible.windows.win_ping:',
    // a text is compiled once in a process
    `- debug: { msg: "{{ '${String(ansibleModules)}' | some.where.twice }}" }`,
  ];
  put('site.yml', `- hosts: all\n  tasks:\n${tasks.map((task) => `    ${task}\n`).join('')}`);
  const diagnostics = new DiagnosticList();
  await loadPlaybook(join(directory, 'site.yml'), { ansibleModules }, diagnostics);
  return diagnostics.items.map(({ summary }) => summary);
}

test('modules and filters of an installed Ansible are found by all their names, except those for Windows', async () => {
  expect(await findings(true)).toEqual(['There is no module win_ping', 'There is no module ansible.windows.win_ping']);
});

test('they are not used unless the project asks for them', async () => {
  expect(await findings(false)).toEqual([
    'There is no module zypper',
    'There is no module ansible.legacy.zypper',
    'There is no module ansible.mysql.mysql_info',
    'There is no module win_ping',
    'There is no module ansible.windows.win_ping',
    'There is no filter some.where.twice',
  ]);
});
