import { expect, test } from '@jest/globals';
import { loadProject } from './write-project.ts';

async function findings(tasks: string): Promise<readonly string[]> {
  const { diagnostics } = await loadProject({
    'site.yml': '- { hosts: all, roles: [r] }',
    'roles/r/tasks/main.yml': tasks,
  });
  return diagnostics.items.map(({ severity, code, summary }) => `${severity} ${code}: ${summary}`);
}

const MISTAKE = "- postgresql_db: { name: '{{ x }}', state: restore }\n";
const TOLD = 'wrong-value: state must be one of present, absent';

test.each([
  ['that may be skipped', `${MISTAKE}  when: x is defined\n`, 'warning'],
  ['in a block that may be skipped', `- when: x is defined\n  block:\n  ${MISTAKE}`, 'warning'],
  ['that always runs', MISTAKE, 'error'],
  [
    "in this project's own language",
    "- postgresql_db: { name: '<%= x %>', state: restore }\n  when: defined(x)\n",
    'error',
  ],
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
