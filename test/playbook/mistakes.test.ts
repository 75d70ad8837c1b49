import { expect, test } from '@jest/globals';
import { loadProject, summarize } from './write-project.ts';
import type { ProjectFiles } from './write-project.ts';

const tasks = (text: string): string => `- hosts: all\n  tasks:\n${text.replace(/^/gm, '    ')}\n`;
const task = (text: string): string => tasks(`- ${text.replaceAll('\n', '\n  ')}`);
const role = (text: string, more: ProjectFiles = {}): ProjectFiles => ({
  'site.yml': '- hosts: all\n  roles: [web]\n',
  'roles/web/tasks/main.yml': text,
  ...more,
});

const CASES: readonly [string, string | ProjectFiles, readonly string[]][] = [
  ['a play without hosts', '- tasks: []\n', ['missing-key site.yml:1:3']],
  ['a playbook that is a mapping', 'hosts: all\n', ['wrong-type site.yml:1:1']],
  ['a key of a play', '- hosts: all\n  task: []\n', ['unknown-key site.yml:2:3 | Did you mean tasks?']],
  ['a strategy', '- hosts: all\n  strategy: debug\n', ['wrong-value site.yml:2:13']],
  ['a negative serial', '- hosts: all\n  serial: -1\n', ['wrong-type site.yml:2:11']],
  ['a percentage above 100', '- hosts: all\n  max_fail_percentage: 101\n', ['wrong-type site.yml:2:24']],
  ['a keyword of a task', task('debug: { msg: x }\nnotifi: y'), ['unknown-key site.yml:4:7 | Did you mean notify?']],
  ['a module', task('aptt: { name: x }'), ['unknown-module site.yml:3:7 | Did you mean apt?']],
  [
    'a module by its full name',
    task('ansible.builtin.debg: { msg: x }'),
    ['unknown-module site.yml:3:7 | Did you mean debug?'],
  ],
  ['a module of action', task('action: debg msg=x'), ['unknown-module site.yml:3:15 | Did you mean debug?']],
  ['no module', task('name: x'), ['no-module site.yml:3:7']],
  [
    'two modules',
    task('debug: { msg: x }\nfile: { path: /x }'),
    ['several-modules site.yml:4:7 | Write a task of its own for it: `- file:`.'],
  ],
  ['a parameter', task('file: { pth: /x, path: /x }'), ['unknown-param site.yml:3:15 | Did you mean path?']],
  ['a missing parameter', task('file: { state: absent }'), ['missing-param site.yml:3:7']],
  [
    'a value that is none of the choices',
    task('file: { path: /x, state: absnt }'),
    ['wrong-value site.yml:3:32 | Did you mean absent?'],
  ],
  [
    'values beside one that depends on the host',
    task("file: { path: '<%= x %>', state: absnt, modee: 1 }"),
    ['wrong-value site.yml:3:40 | Did you mean absent?', 'unknown-param site.yml:3:47 | Did you mean mode?'],
  ],
  ['decimal permissions', task('file: { path: /x, mode: 644 }'), ["decimal-mode site.yml:3:31 | Write `'0644'`."]],
  [
    'the same parameter twice',
    task('file: path=/x\nargs: { dest: /y }'),
    ['duplicate-key site.yml:4:15 | Remove `path` from args'],
  ],
  ['text for a module that takes parameters', task('file: /x'), ['wrong-type site.yml:3:13']],
  [
    'a register that is no name',
    task('debug: { msg: x }\nregister: my-result'),
    ['invalid-name site.yml:4:17 | Call it `my_result`.'],
  ],
  [
    'a reserved name',
    '- hosts: all\n  vars: { groups: 1 }\n',
    ['reserved-name site.yml:2:11 | Rename it, for example to `groups_value`.'],
  ],
  [
    'a key given twice',
    '- hosts: all\n  name: a\n  name: b\n',
    ['duplicate-key site.yml:3:3 | Remove `name` here or in line 2.'],
  ],
  ['broken YAML', '- hosts: all\n  tasks: [\n', ['yaml-syntax site.yml:2:10 | Close it: `[]`.']],
  ['EJS and Jinja in one value', task("debug: { msg: '<%= 1 %> {{ 2 }}' }"), ['mixed-dialects site.yml:3:31']],
  [
    'Jinja in a condition of a file of EJS',
    task("debug: { msg: '<%= 1 %>' }\nwhen: x is defined"),
    ['jinja-syntax site.yml:4:13 | Write && || !'],
  ],
  ['an expression that does not parse', task('debug: { msg: x }\nwhen: x ==='), ['expression-syntax site.yml:4:17']],
  ['two loops', task('debug: { msg: x }\nloop: [1]\nwith_items: [1]'), ['several-loops site.yml:5:7']],
  ['a loop over nothing', task('debug: { msg: x }\nwith_items:'), ['wrong-type site.yml:4:18']],
  ['a slip in with_', task('debug: { msg: x }\nwith_itemss: [1]'), ['unknown-key site.yml:4:7 | Did you mean items?']],
  [
    'a loop at a block',
    task('block: [{ debug: { msg: x } }]\nwith_items: [1]'),
    ['unknown-key site.yml:4:7 | Write it at the tasks: only they have loops.'],
  ],
  [
    'a loop at an import',
    task('import_tasks: x.yml\nwith_items: [1]'),
    [
      'import-not-static site.yml:4:7 | Write `include_tasks` in place of `import_tasks`.',
      'file-not-found site.yml:3:21',
    ],
  ],
  [
    'a variable name for a loop',
    task('debug: { msg: x }\nloop: packages'),
    ['wrong-type site.yml:4:13 | Write `loop: <%= packages %>`.'],
  ],
  [
    'a handler',
    task('debug: { msg: x }\nnotify: restart'),
    ['unknown-handler site.yml:4:15 | This play has no handlers: add `- name: restart`'],
  ],
  [
    'a handler nearly named',
    role('- debug: { msg: x }\n  notify: [relaod web]\n', {
      'roles/web/handlers/main.yml': '- name: reload web\n  debug: { msg: x }\n',
    }),
    ['unknown-handler roles/web/tasks/main.yml:2:12 | Did you mean reload web?'],
  ],
  [
    'a handler that a task of a handler names',
    role('- debug: { msg: x }\n  notify: [reload web]\n', {
      'roles/web/handlers/main.yml': '- name: reload web\n  include_tasks: reload.yml\n',
      'roles/web/tasks/reload.yml': '- debug: { msg: x }\n  notify: relaod web\n',
    }),
    ['unknown-handler roles/web/tasks/reload.yml:2:11 | Did you mean reload web?'],
  ],
  ['a handler without a name', '- hosts: all\n  handlers:\n    - debug: { msg: x }\n', ['missing-key site.yml:3:7']],
  [
    'a role',
    { ...role('[]'), 'site.yml': '- hosts: all\n  roles: [wbe]\n' },
    ['unknown-role site.yml:2:11 | Did you mean web?'],
  ],
  [
    'a key of a role entry',
    { ...role('[]'), 'site.yml': '- hosts: all\n  roles:\n    - role: web\n      tag: x\n' },
    ['unknown-key site.yml:4:7 | Did you mean tags?'],
  ],
  [
    'a role that another wants',
    role('[]', { 'roles/web/meta/main.yml': 'after: [tls]\n' }),
    ['unknown-role roles/web/meta/main.yml:1:9'],
  ],
  [
    'roles that depend on each other',
    role('[]', {
      'roles/web/meta/main.yml': 'dependencies: [tls]\n',
      'roles/tls/meta/main.yml': 'dependencies: [web]\n',
    }),
    ['dependency-cycle roles/tls/meta/main.yml:1:16'],
  ],
  [
    'a file that imports itself',
    { 'site.yml': task('import_tasks: a.yml'), 'a.yml': '- import_tasks: a.yml\n' },
    ['import-cycle a.yml:1:17 | Remove it or, if a condition ends the recursion, write `include_tasks` with `when`.'],
  ],
  [
    'an import with a loop',
    { 'site.yml': task('import_tasks: a.yml\nloop: [1]'), 'a.yml': '[]' },
    ['import-not-static site.yml:4:7 | Write `include_tasks` in place of `import_tasks`.'],
  ],
  [
    'a task file',
    { 'site.yml': task('include_tasks: instal.yml'), 'install.yml': '[]' },
    ['file-not-found site.yml:3:22 | Did you mean install.yml?'],
  ],
  ['a playbook to import', '- import_playbook: other.yml\n', ['file-not-found site.yml:1:20']],
  ['a vars file', '- hosts: all\n  vars_files: [x.yml]\n', ['file-not-found site.yml:2:16']],
  [
    'a template',
    role('- template: { src: web.conf.ejs, dest: /x }\n', { 'roles/web/templates/site.conf.ejs': '' }),
    ['file-not-found roles/web/tasks/main.yml:1:20'],
  ],
  [
    'what is wrong in a template',
    role('- template: { src: web.conf.ejs, dest: /x }\n', { 'roles/web/templates/web.conf.ejs': 'a\n<%= b c %>\n' }),
    ['expression-syntax roles/web/templates/web.conf.ejs:2:7'],
  ],
  [
    'a loop in a loop',
    { 'site.yml': task('include_tasks: a.yml\nloop: [1]'), 'a.yml': '- debug: { msg: x }\n  loop: [2]\n' },
    ['loop-variable a.yml:2:3 | Give one of them another name: `loop_control: { loop_var: inner_item }`.'],
  ],
  [
    'a change in verify',
    role('[]', { 'roles/web/verify/main.yml': '- file: { path: /x, state: absent }\n' }),
    ['verify-changes roles/web/verify/main.yml:1:3 | Move `file` to tasks/main.yml'],
  ],
  [
    'what is wrong in a role that no play names',
    { 'site.yml': '- hosts: all\n', 'roles/other/tasks/main.yml': '- debgu: { msg: x }\n' },
    ['unknown-module roles/other/tasks/main.yml:1:3 | Did you mean debug?'],
  ],
  [
    'several mistakes in several files, all at once',
    {
      'site.yml': `${task('debg: { msg: x }')}- hosts: [\n`.replace(/- hosts: \[\n$/, '- hosts: b\n  rols: []\n'),
      'roles/web/tasks/main.yml': '- [',
    },
    [
      'unknown-module site.yml:3:7 | Did you mean debug?',
      'unknown-key site.yml:5:3 | Did you mean roles?',
      'yaml-syntax roles/web/tasks/main.yml:1:3 | Close it: `[]`.',
    ],
  ],
];

test.each(CASES)('%s', async (_name, files, expected) => {
  const project = await loadProject(typeof files === 'string' ? { 'site.yml': files } : files);
  const found = project.diagnostics.items.map((item) => summarize(item, project.directory));
  expect(found).toEqual(expected.map((text) => expect.stringContaining(text) as unknown));
});
