import { expect, test } from '@jest/globals';
import { loadProject } from './write-project.ts';

async function findings(tasks: string): Promise<readonly string[]> {
  const { diagnostics } = await loadProject({
    'site.yml': '- { hosts: all, roles: [r] }',
    'roles/r/tasks/main.yml': tasks,
  });
  return diagnostics.items.map(({ severity, code, summary }) => `${severity} ${code}: ${summary}`);
}

const MISTAKE = "- group: { name: '{{ x }}', state: restore }\n";
const TOLD = 'wrong-value: state must be one of present, absent';

test.each([
  ['that may be skipped', `${MISTAKE}  when: x is defined\n`, 'warning'],
  ['in a block that may be skipped', `- when: x is defined\n  block:\n  ${MISTAKE}`, 'warning'],
  ['that always runs', MISTAKE, 'error'],
  ["in this project's own language", "- group: { name: '<%= x %>', state: restore }\n  when: defined(x)\n", 'error'],
])('a wrong value of a task %s', async (_, tasks, severity) => {
  expect(await findings(tasks)).toContain(`${severity} ${TOLD}`);
});

test('a slip is an error even where its task may be skipped', async () => {
  const found = await findings("- apt: { nmae: '{{ x }}' }\n  when: x is defined\n");
  expect(found).toContain('error unknown-param: nmae is not a parameter of apt');
});

test('a parameter may stand under both of its names where one can be left out', async () => {
  const both =
    "- debconf: { name: tzdata, question: a/b, vtype: string, value: '{{ x | d(omit) }}', answer: '{{ y | d(omit) }}' }\n";
  expect(await findings(both)).toEqual([]);
  expect(await findings('- debconf: { name: tzdata, question: a/b, vtype: string, value: x, answer: y }\n')).toEqual([
    'error duplicate-key: The parameter value is given twice',
  ]);
});

test('numbers of keywords may be texts of digits', async () => {
  expect(await findings("- command: sleep 1\n  async: '1800'\n  poll: '0'\n")).toEqual([]);
  expect(await findings('- command: sleep 1\n  async: soon\n')).toEqual([
    'error wrong-type: async must be a whole number, not the string "soon"',
  ]);
});

test.each([
  [
    'break_when of loop_control',
    "- { debug: { msg: '{{ item }}' }, loop: [1], loop_control: { break_when: true } }\n",
    'error unknown-key: break_when is not a key of loop_control',
  ],
  [
    'module_defaults of a group without modules here',
    '- { debug: { msg: x }, module_defaults: { group/aws: { region: x } } }\n',
    'warning without-effect: module_defaults of group/aws change nothing here: no module of this group is built in',
  ],
  [
    'public of include_role',
    '- include_role: { name: r, public: true }\n  when: false\n',
    'warning without-effect: public of include_role changes nothing here: defaults and vars of a role are seen by its own tasks only',
  ],
  [
    'ignore_unreachable',
    '- { debug: { msg: x }, ignore_unreachable: true }\n',
    'warning without-effect: ignore_unreachable of a task changes nothing here: an unreachable host leaves the play',
  ],
  [
    'async of an import',
    '- { import_role: { name: r2 }, async: 10, poll: 0 }\n',
    'warning without-effect: async of import_role changes nothing, as in Ansible: the imported tasks do not inherit it',
  ],
  [
    'async of an include, which Ansible refuses',
    '- { include_role: { name: r2 }, async: 10 }\n',
    'error unknown-key: async is not a key of include_role',
  ],
])('%s is told of by name', async (_, tasks, told) => {
  expect(await findings(tasks)).toContain(told);
});

test('keywords that change nothing in Ansible either cause no warning', async () => {
  const found = await findings(
    '- { debug: { msg: x }, module_defaults: { group/docker: { debug: true } }, ignore_unreachable: false }\n' +
      '- include_role: { name: r, public: false }\n  when: false\n',
  );
  expect(found).toEqual([]);
});

test('an unknown parameter that may be omitted is a warning, and does not fail its task', async () => {
  expect(await findings("- file: { path: /x, state: touch, colour: '{{ x | default(omit) }}' }\n")).toEqual([
    'warning omitted-param: colour is not a parameter of file',
  ]);
  expect(await findings("- file: { path: /x, state: touch, colour: '{{ x }}' }\n")).toEqual([
    'warning unknown-param: colour is not a parameter of file',
  ]);
});

test('package passes over what only dnf takes', async () => {
  expect(await findings('- package: { name: php, enablerepo: remi, disable_gpg_check: yes }\n')).toEqual([
    "warning idle-param: enablerepo of Ansible's package has no effect here",
    "warning idle-param: disable_gpg_check of Ansible's package has no effect here",
  ]);
});

test('an include of the same file in a rescue, after a failure, has an end', async () => {
  expect(await findings('- block:\n    - ping:\n  rescue:\n    - include_tasks: main.yml\n')).toEqual([]);
  expect(await findings('- block:\n    - ping:\n  always:\n    - include_tasks: main.yml\n')).toHaveLength(1);
});
