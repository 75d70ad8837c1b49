import { describe, expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { renderDiagnostic } from '../../src/diagnostic/render.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';
import { walkItems } from '../../src/playbook/task/walk-tasks.ts';
import type { Include, Play, Task, TaskItem } from '../../src/playbook/types.ts';
import { loadProject } from './write-project.ts';
import type { ProjectFiles } from './write-project.ts';

const SITE = 'test/fixtures/playbooks/site/playbooks/site.yml';

test('a playbook that uses every keyword loads without a diagnostic', async () => {
  const diagnostics = new DiagnosticList();
  const playbook = await loadPlaybook(SITE, {}, diagnostics);
  expect(diagnostics.items.map((one) => renderDiagnostic(one))).toEqual([]);
  expect(playbook?.plays.map(({ name }) => name)).toEqual(['Everything', 'db1']);
  expect(playbook?.plays[0]?.roles.map(({ id, isDependency }) => [id.toString(), isDependency])).toEqual([
    ['site/tls', true],
    ['site/tls#2', true],
    ['site/web', false],
  ]);
  const ids = playbook?.plays.flatMap((play) => [...walkItems(play.tasks)].map(({ id }) => id)) ?? [];
  expect(new Set(ids).size).toBe(ids.length);
});

async function loadPlay(files: ProjectFiles | string): Promise<Play> {
  const project = await loadProject(typeof files === 'string' ? { 'site.yml': files } : files);
  expect(project.diagnostics.items.map((one) => renderDiagnostic(one))).toEqual([]);
  const play = project.playbook?.plays[0];
  if (!play) throw new Error('there is no play');
  return play;
}

const loadTask = async (text: string): Promise<Task> =>
  (await loadPlay(`- hosts: all\n  tasks:\n    - ${text.replaceAll('\n', '\n      ')}\n`)).tasks[0] as Task;

const literals = (item: TaskItem | undefined): unknown => (item as Task).args;

describe('arguments', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['a mapping', 'file: { path: /x, state: absent }', { path: '/x', state: 'absent' }],
    ['another name of a parameter', 'file: { dest: /x }', { path: '/x' }],
    ['free form', `file: path="/a b" state='absent'`, { path: '/a b', state: 'absent' }],
    ['args', 'file: path=/x\nargs: { state: absent }', { path: '/x', state: 'absent' }],
    ['a full name', 'ansible.builtin.file: path=/x', { path: '/x' }],
    ['action as text', 'action: file path=/x', { path: '/x' }],
    ['action as a mapping', 'action: { module: file, path: /x }', { path: '/x' }],
    ['no parameters', 'meta: noop', { action: 'noop' }],
  ])('%s', async (_name, text, value) => {
    const { args } = await loadTask(text);
    const given = args.kind === 'literal' ? (args.value as Record<string, unknown>) : {};
    expect('action' in value ? Object.values(given) : given).toEqual('action' in value ? ['noop'] : value);
  });

  test('tags in free form hold together', async () => {
    const { args } = await loadTask(`debug: msg=<%= a + ' ' + b %> verbosity=1`);
    const [message] = args.kind === 'mapping' ? args.entries : [];
    expect(message?.value.kind === 'template' && message.value.template.source.text).toBe(`<%= a + ' ' + b %>`);
  });

  test('a local action is delegated', async () => {
    expect((await loadTask('local_action: file path=/x')).delegateTo).toMatchObject({ value: 'localhost' });
  });

  test('bare expressions where the module takes them', async () => {
    const { args } = await loadTask(`assert: { that: ["a > 1", true] }`);
    const [that] = args.kind === 'mapping' ? args.entries : [];
    expect(that?.value).toMatchObject({
      kind: 'sequence',
      items: [{ kind: 'template' }, { kind: 'literal', value: true }],
    });
  });
});

describe('keywords that tasks inherit', () => {
  test('play, block and task: lists grow from the outside, the nearest single value holds', async () => {
    const play = await loadPlay(`- hosts: all
  become: true
  become_user: a
  tags: [one]
  environment: { A: 1 }
  tasks:
    - block:
        - debug: { msg: x }
          when: y
          tags: three, one
          vars: { place: task }
          become: false
      when: x
      tags: two
      become_user: b
      environment: { B: 2 }
      vars: { place: block }
`);
    const task = play.tasks[0] as Task;
    expect(task.when.map(({ source }) => source.text)).toEqual(['x', 'y']);
    expect(task.tags).toEqual(['one', 'two', 'three']);
    expect([task.become, task.becomeUser]).toMatchObject([false, { value: 'b' }]);
    expect(task.environment).toMatchObject([{ value: { A: 1 } }, { value: { B: 2 } }]);
    expect(task.vars.map(({ label }) => label)).toEqual(['block vars', 'task vars']);
  });

  test('a role gets the keywords of its entry, an import those of the import', async () => {
    const play = await loadPlay({
      'site.yml': '- hosts: all\n  roles: [{ role: web, tags: entry, when: a, no_log: true, web_x: 1 }]\n',
      'roles/web/tasks/main.yml': '- import_tasks: more.yml\n  when: b\n',
      'roles/web/tasks/more.yml': '- debug: { msg: x }\n  when: c\n',
    });
    const entry = play.roles[0];
    const task = entry?.role.tasks[0] as Task;
    expect(task.when.map(({ source }) => source.text)).toEqual(['a', 'b', 'c']);
    expect([task.tags, task.noLog, task.role?.name]).toEqual([['entry'], true, 'web']);
    expect([...(entry?.vars.values.keys() ?? [])]).toEqual(['web_x']);
  });

  test("an include's condition is its own; the rest is merged", async () => {
    const play = await loadPlay({
      'site.yml': `- hosts: all
  tasks:
    - include_tasks: { file: a.yml, apply: { tags: applied } }
      when: a
      tags: own
`,
      'a.yml': '- debug: { msg: x }\n',
    });
    const include = play.tasks[0] as Include;
    const task = include.candidates[0]?.items[0] as Task;
    expect(include.keywords.when.map(({ source }) => source.text)).toEqual(['a']);
    expect([task.when, task.tags]).toEqual([[], ['applied']]);
    expect((await include.load('a.yml')).items[0]).toBe(task);
  });

  test.each([
    ['an include, but always', '', '[own, always]', [], ['own']],
    ['the block around it, always too', '', 'own', ['always'], ['always', 'own']],
    ['apply, in place of those of the include', 'apply: { tags: applied }', '[own, always]', ['b'], ['b', 'applied']],
    ['an include with apply for another keyword', 'apply: { become: true }', 'own', [], ['own']],
  ])('the tasks of an include have the tags of %s', async (_, apply, tags, ofBlock, expected) => {
    const play = await loadPlay({
      'site.yml': `- hosts: all
  tasks:
    - block:
        - include_tasks: { file: a.yml, ${apply} }
          tags: ${tags}
      tags: ${JSON.stringify(ofBlock)}
`,
      'a.yml': '- debug: { msg: x }\n',
    });
    expect(((play.tasks[0] as Include).candidates[0]?.items[0] as Task).tags).toEqual(expected);
  });
});

describe('roles', () => {
  const WEB = {
    'roles/web/tasks/main.yml': '- debug: { msg: web }\n',
    'roles/web/meta/main.yml':
      'dependencies: [{ role: tls, tls_name: w }]\nvariables: { web_a: { default: 1 }, web_b: { default: 1 } }\n',
    'roles/web/defaults/main.yml': 'web_a: 2\n',
    'roles/tls/tasks/main.yml': '- debug: { msg: tls }\n',
    'roles/tls/defaults/main.yml': 'tls_dir: /tls\n',
  };

  test('defaults of the role, its declarations and its dependencies', async () => {
    const play = await loadPlay({ ...WEB, 'site.yml': '- hosts: all\n  roles: [web]\n' });
    const defaults = play.roles.at(-1)?.role.defaults.values;
    expect([...(defaults ?? [])].map(([name, value]) => [name, value.kind === 'literal' && value.value])).toEqual([
      ['tls_dir', '/tls'],
      ['web_a', 2],
      ['web_b', 1],
    ]);
  });

  test.each<[string, string, string[]]>([
    ['pulled in before the role', '[web]', ['tls*', 'web']],
    ['once for the same parameters', '[web, web]', ['tls*', 'web', 'web']],
    ['not where the play has it before with these parameters', '[{ role: tls, tls_name: w }, web]', ['tls', 'web']],
    ['where the play has it later', '[web, { role: tls, tls_name: w }]', ['tls*', 'web', 'tls']],
    ['where its entry has other tags', '[{ role: tls, tls_name: w, tags: x }, web]', ['tls', 'tls*', 'web']],
    ['for each set of tags', '[{ role: web, tags: x }, { role: web, tags: y }]', ['tls*', 'web', 'tls*', 'web']],
    ['also where the play has it with others', '[tls, web]', ['tls', 'tls*', 'web']],
    ['for the hosts of the role', '[{ role: web, hosts: a }, { role: web, hosts: b }]', ['tls*', 'web', 'tls*', 'web']],
  ])('a dependency is %s', async (_name, roles, expected) => {
    const play = await loadPlay({ ...WEB, 'site.yml': `- hosts: all\n  roles: ${roles}\n` });
    expect(play.roles.map(({ role, isDependency }) => `${role.name}${isDependency ? '*' : ''}`)).toEqual(expected);
  });

  test('an imported role brings its dependencies and handlers', async () => {
    const play = await loadPlay({
      ...WEB,
      'roles/web/handlers/main.yml': '- { name: reload, debug: { msg: x } }\n',
      'site.yml': '- hosts: all\n  tasks:\n    - import_role: { name: web }\n      notify: []\n'.replace(
        '      notify: []\n',
        '',
      ),
    });
    const tasks = play.tasks.flatMap((item) => (item.kind === 'block' ? item.block : [item]));
    expect(play.tasks.map(({ kind }) => kind)).toEqual(['block', 'task']);
    expect(tasks.map((item) => literals(item))).toMatchObject([{ value: { msg: 'tls' } }, { value: { msg: 'web' } }]);
    expect(play.handlers.map(({ name }) => name)).toMatchObject([{ value: 'reload' }]);
  });
});

test('an include that depends on the host offers the files that fit, and loads the one that is asked for', async () => {
  const play = await loadPlay({
    'site.yml': '- hosts: all\n  roles: [os]\n',
    'roles/os/tasks/main.yml': '- include_tasks: os-<%= ansible_os_family %>.yml\n',
    'roles/os/tasks/os-Debian.yml': '- debug: { msg: debian }\n  register: found\n',
    'roles/os/tasks/os-RedHat.yml': '- debug: { msg: redhat }\n',
    'roles/os/tasks/other.yml': '- debug: { msg: other }\n',
  });
  const include = play.roles[0]?.role.tasks[0] as Include;
  expect(include.candidates.flatMap(({ items }) => items.map(literals))).toMatchObject([
    { value: { msg: 'debian' } },
    { value: { msg: 'redhat' } },
  ]);
});
