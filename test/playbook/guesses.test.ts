import { afterEach, expect, test } from '@jest/globals';
import { checkPlaybook } from '../../src/check/check-playbook.ts';
import { loadProject, summarize } from './write-project.ts';
import type { ProjectFiles } from './write-project.ts';
import { FakeSite } from '../engine/support/fake-site.ts';

const hosts = 'all: { hosts: { web1: } }\n';
const role = (tasks: string, more: ProjectFiles): ProjectFiles => ({
  'site.yml': '- hosts: all\n  roles: [web]\n',
  'other.yml': '- hosts: all\n  roles: [web]\n',
  'hosts.yml': hosts,
  'roles/web/tasks/main.yml': tasks,
  ...more,
});
const play = (tasks: string, more: ProjectFiles): ProjectFiles => ({
  'site.yml': `- hosts: all\n  tasks:\n${tasks.replace(/^/gm, '    ')}\n`,
  'hosts.yml': hosts,
  ...more,
});
const OS = '<%= ansible_facts.os_family %>.yml';

async function findings(files: ProjectFiles): Promise<string[]> {
  const { playbook, inventory, diagnostics, directory } = await loadProject(files);
  if (playbook) checkPlaybook(playbook, { inventory, extra: new Map() }, diagnostics);
  return diagnostics.items.map((item) => `${item.severity} ${summarize(item, directory)}`);
}

test.each<[string, ProjectFiles, string[]]>([
  [
    'include_tasks by a fact in a role, with playbooks beside',
    role(`- include_tasks: "${OS}"`, { 'roles/web/tasks/Debian.yml': '- ping:\n' }),
    [],
  ],
  [
    'include_vars by a fact in a role, with playbooks beside',
    role(`- include_vars: "${OS}"\n- debug: { msg: '<%= one %>' }`, { 'roles/web/vars/Debian.yml': 'one: 1\n' }),
    [],
  ],
  ['include_vars by a fact in a play', play(`- include_vars: "${OS}"`, { 'Debian.yml': 'one: 1\n' }), []],
  ['include_tasks by a fact in a play', play(`- include_tasks: "${OS}"`, { 'Debian.yml': '- ping:\n' }), []],
  [
    'include_vars with a directory that depends on the host',
    play('- include_vars: "<%= ansible_facts.conf_dir %>/extra.yml"', { 'x/extra.yml': '- no mapping\n' }),
    [],
  ],
  [
    'include_vars in a loop: what it defines is not known',
    play(`- include_vars: "<%= item %>"\n  loop: [one.yml]\n- debug: { msg: '<%= my_var %>' }`, {
      'one.yml': 'my_var: 1\n',
    }),
    [
      "warning undefined-variable site.yml:5:26 | Set it in group_vars/all.yml, `my_var: value`, give it with `-e my_var=value`, or write a default: `my_var ?? ''`.",
    ],
  ],
  [
    'include_vars with a name that depends on the host and no file that fits',
    play(`- include_vars: "os/${OS}"\n- debug: { msg: '<%= my_var %>' }`, {}),
    [
      "warning undefined-variable site.yml:4:26 | Set it in group_vars/all.yml, `my_var: value`, give it with `-e my_var=value`, or write a default: `my_var ?? ''`.",
    ],
  ],
  [
    'vars_files with a name that depends on the host',
    { 'site.yml': `- hosts: all\n  vars_files: ["${OS}"]\n  tasks: [ping: ]\n`, 'hosts.yml': hosts, 'x.yml': '- 1\n' },
    [],
  ],
  [
    'a mistake in a file of a role that may be included is a warning',
    role(`- include_tasks: "${OS}"`, { 'roles/web/tasks/Debian.yml': '- file: { pth: /x, path: /y }\n' }),
    ['warning unknown-param roles/web/tasks/Debian.yml:1:11 | Did you mean path?'],
  ],
  [
    'the same file named outright is an error, whichever is read first',
    role(`- include_tasks: "${OS}"\n- import_tasks: Debian.yml`, {
      'roles/web/tasks/Debian.yml': '- file: { pth: /x, path: /y }\n',
    }),
    ['error unknown-param roles/web/tasks/Debian.yml:1:11 | Did you mean path?'],
  ],
])('%s', async (_, files, expected) => {
  const found = await findings(files);
  expect(found).toEqual(expected);
});

test.each<[string, ProjectFiles, string[]]>([
  [
    'of itself without a condition',
    role('- include_tasks: main.yml', {}),
    [
      'error include-cycle roles/web/tasks/main.yml:1:18 | Give one of the includes a condition that becomes false, such as `when: depth | int < 3`.',
    ],
  ],
  [
    'of itself by another',
    role('- include_tasks: a.yml', { 'roles/web/tasks/a.yml': '- include_tasks: main.yml\n' }),
    [
      'error include-cycle roles/web/tasks/a.yml:1:18 | Give one of the includes a condition that becomes false, such as `when: depth | int < 3`.',
    ],
  ],
  [
    'of its role',
    role('- include_role: { name: web }', {}),
    [
      'error include-cycle roles/web/tasks/main.yml:1:25 | Give one of the includes a condition that becomes false, such as `when: depth | int < 3`.',
    ],
  ],
  ['with a condition of its own', role('- include_tasks: main.yml\n  when: "[1].length > 1"', {}), []],
  [
    'with a condition on the way',
    role('- include_tasks: a.yml\n  when: "[1].length > 1"', {
      'roles/web/tasks/a.yml': '- include_tasks: main.yml\n',
    }),
    [],
  ],
  ['with a condition of the block', role('- block: [{ include_tasks: main.yml }]\n  when: "[1].length > 1"', {}), []],
  ['in a loop', role('- include_tasks: main.yml\n  loop: "<%= play_hosts %>"', {}), []],
])('an include %s', async (_, files, expected) => {
  expect(await findings(files)).toEqual(expected);
});

let site: FakeSite | undefined;
afterEach(() => site?.remove());

test.each([
  ['vars/one.yml', {}],
  ['one.yml', {}],
  ['one.yml', { 'vars/one.yml/keep': '' }],
])('lint and run find a file of variables at %s', async (path, more) => {
  site = new FakeSite();
  site.write(path, 'my_var: 5\n');
  for (const [name, text] of Object.entries(more)) site.write(name, text);
  const run = await site.apply(
    "- hosts: all\n  gather_facts: false\n  tasks:\n    - include_vars: one.yml\n    - { name: v, debug: { msg: '<%= my_var %>' } }\n",
  );
  expect(run.ends).toEqual(['include_vars: ok', 'v: ok']);
});

test.each([
  [
    'role vars, then role, then playbook vars, then playbook',
    ['roles/web/vars', 'roles/web', 'vars', '.'],
    'roles/web/vars',
  ],
  ['role, then playbook vars, then playbook', ['roles/web', 'vars', '.'], 'roles/web'],
  ['playbook vars, then playbook', ['vars', '.'], 'vars'],
])('a role looks for variables in: %s', async (_, directories, first) => {
  site = new FakeSite();
  for (const directory of directories) site.write(`${directory}/one.yml`, `from: ${directory}\n`);
  site.write('roles/web/tasks/main.yml', "- include_vars: one.yml\n- { name: v, fail: { msg: '<%= from %>' } }\n");
  const run = await site.apply('- hosts: all\n  gather_facts: false\n  roles: [web]\n');
  expect(run.named('v')[0]).toMatchObject({ status: 'failed', failure: { message: first } });
});
