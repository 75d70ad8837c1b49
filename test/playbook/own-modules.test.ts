import { expect, test } from '@jest/globals';
import { loadProject, summarize } from './write-project.ts';

const site = (tasks: string): string => `- hosts: all\n  tasks:\n${tasks}`;

test.each([
  ['a syntax error', 'export default (', 'library/own.ts does not define a module: Unexpected token'],
  [
    'no function',
    'export default 1;',
    'library/own.ts does not define a module: its default export must be a function that takes the kit and returns the module',
  ],
  [
    'no module',
    'export default () => ({})',
    'library/own.ts does not define a module: its module must be made by defineState, defineAction or defineRead',
  ],
  [
    'a function missing',
    'export default ({ defineRead, z }) => defineRead({ params: z.strictObject({}), queries: () => ({}) })',
    'library/own.ts does not define a module: its module needs a function result',
  ],
])('a file of code with %s is an error', async (_, code, message) => {
  const { diagnostics, directory } = await loadProject({ 'library/own.ts': code, 'site.yml': site('    - own: {}\n') });
  expect(diagnostics.items.map((each) => each.summary.replace(`${directory}/`, ''))).toEqual([message]);
  expect(diagnostics.hasErrors).toBe(true);
});

test('parameters of an own module are checked by its schema, and a typo in its name is reported', async () => {
  const { diagnostics, directory } = await loadProject({
    'roles/r/library/own.js':
      'module.exports.default = ({ defineRead, z }) => defineRead({ params: z.strictObject({ name: z.string() }), queries: () => ({}), result: () => ({}) });',
    'roles/r/tasks/main.yml': '- own: { nam: x }\n- onw: { name: x }\n',
    'site.yml': '- { hosts: all, roles: [r] }\n',
  });
  expect(diagnostics.items.map((each) => summarize(each, directory, true))).toEqual([
    'unknown-param roles/r/tasks/main.yml:1:10 nam is not a parameter of own | Did you mean name?',
    'unknown-module roles/r/tasks/main.yml:2:3 There is no module onw | Did you mean own?',
  ]);
});

test('modules for Windows fail where they are reached, and so do filters in Python that cannot be loaded, or do not exist', async () => {
  const { diagnostics, directory } = await loadProject({
    'library/win.py': '#Requires -Module Ansible.ModuleUtils.Legacy\n',
    'filter_plugins/own.py': 'import nowhere_to_find  # own_py\n',
    'filter_plugins/other.py': 'class FilterModule:\n    def filters(self): return {}  # other_py\n',
    'site.yml': site(
      '    - win: {}\n    - debug: { msg: "{{ \'a\' | own_py }}" }\n    - debug: { msg: "{{ \'a\' | other_py }}" }\n',
    ),
  });
  const place = (each: (typeof diagnostics.items)[number]): string =>
    summarize(each, directory, true).replaceAll(`${directory}/`, '');
  expect(diagnostics.items.map(place)).toEqual([
    'own-module site.yml:3:7 library/win.py is for Windows | Only modules for Linux hosts can be run.',
    "expression-syntax site.yml:4:31 There is no filter own_py | filter_plugins/own.py defines it in Python, which cannot be loaded here: ModuleNotFoundError: No module named 'nowhere_to_find'. Install what it needs, or write it in JavaScript, in a file beside that one.",
    'expression-syntax site.yml:5:31 There is no filter other_py | Write it in filter_plugins/other_py.js: `export const filters = { other_py: (value) => value }`.',
  ]);
  expect(diagnostics.hasErrors).toBe(false);
});

test('a lookup in Python that cannot be loaded fails where it is used', async () => {
  const { diagnostics, directory } = await loadProject({
    'lookup_plugins/own.py': 'import nowhere_to_find\n',
    'site.yml': site('    - debug: { msg: "{{ lookup(\'own\') }}" }\n'),
  });
  expect(diagnostics.hasErrors).toBe(false);
  expect(diagnostics.items.map((each) => summarize(each, directory, true).replaceAll(`${directory}/`, ''))).toEqual([
    "expression-syntax site.yml:3:32 There is no lookup own | lookup_plugins/own.py defines it in Python, which cannot be loaded here: ModuleNotFoundError: No module named 'nowhere_to_find'. Install what it needs.",
  ]);
});
