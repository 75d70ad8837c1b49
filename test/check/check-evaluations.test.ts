import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkPlaybook } from '../../src/check/check-playbook.ts';
import { loadProject, summarize } from '../playbook/write-project.ts';
import type { ProjectFiles } from '../playbook/write-project.ts';

const HOSTS = `all:
  children:
    web: { hosts: { web1: {}, web2: {} }, vars: { group_value: { a: 1 } } }
  hosts: { db1: {} }
`;

const tasks = (list: string, play = '', files: ProjectFiles = {}): ProjectFiles => ({
  'site.yml': `- hosts: all\n${play}  tasks:\n${list.trim().replace(/^ */gm, '    ')}\n`,
  ...files,
});

const VARS = '  vars: { x: { y: { port: 1 } }, none: [], users: [{ name: ada }, { name: bob }] }\n';

async function check(files: ProjectFiles): Promise<{ readonly found: string[]; readonly directory: string }> {
  const { playbook, inventory, diagnostics, directory } = await loadProject({ 'hosts.yml': HOSTS, ...files });
  expect(diagnostics.items).toEqual([]);
  if (!playbook) throw new Error('there is no playbook');
  checkPlaybook(playbook, { inventory, extra: new Map() }, diagnostics);
  const found = diagnostics.items.map((item) => `${item.severity} ${summarize(item, directory, true)}`);
  return { found, directory };
}

const REPORTED: readonly [string, ProjectFiles, readonly string[]][] = [
  [
    'a missing key in a nested value',
    tasks('- debug: { msg: "<%= x.y.prot %>" }', VARS),
    ['error undefined-key site.yml:4:30 The mapping has no key prot | Did you mean port?'],
  ],
  [
    'a missing key in Jinja, with the keys that exist',
    tasks('- debug: { msg: "{{ x.y.host }}" }', VARS),
    ['error undefined-key site.yml:4:25 The dict has no key host | It has port.'],
  ],
  [
    'a missing key in a template file',
    tasks('- template: { src: a.ejs, dest: /a }', VARS, { 'templates/a.ejs': 'port\n<%= x.y.prot %>\n' }),
    ['error undefined-key templates/a.ejs:2:9 The mapping has no key prot'],
  ],
  [
    'a missing key in a condition',
    tasks('- { ping: , when: x.y.prot == 1 }', VARS),
    ['error undefined-key site.yml:4:27 The mapping has no key prot'],
  ],
  [
    'a missing key behind a variable of the play',
    tasks('- debug: { msg: "<%= port %>" }', '  vars: { x: { a: 1 }, port: "<%= x.port %>" }\n'),
    ['error undefined-key site.yml:2:37 The mapping has no key port'],
  ],
  [
    'a key that no item of the loop has',
    tasks('- { debug: { msg: "<%= item.nme %>" }, loop: "<%= users %>" }', VARS),
    ['error undefined-key site.yml:4:33 The mapping has no key nme | Did you mean name?'],
  ],
  [
    'a key that one item of the loop does not have',
    tasks('- { debug: { msg: "<%= item.b %>" }, loop: [{ b: 1 }, { a: 1 }] }'),
    ['error undefined-key site.yml:3:33 The mapping has no key b'],
  ],
  [
    'an item that a list does not have',
    tasks('- debug: { msg: "<%= users[2].name %>" }', VARS),
    ['error undefined-key site.yml:4:32 There is no item 2 in a list of 2'],
  ],
  [
    'a missing key, as a warning, if the condition is unknown',
    tasks('- { debug: { msg: "<%= x.z %>" }, when: ansible_distribution == "Debian" }', VARS),
    ['warning undefined-key site.yml:4:30 The mapping has no key z'],
  ],
  [
    'a missing key, as a warning, in a handler',
    tasks('- { ping: , notify: h }', `${VARS}  handlers: [{ name: h, debug: { msg: "<%= x.z %>" } }]\n`),
    ['warning undefined-key site.yml:3:46 The mapping has no key z'],
  ],
  [
    'a missing key, as a warning, in a block with a rescue',
    tasks('- { block: [{ debug: { msg: "<%= x.z %>" } }], rescue: [{ ping: }] }', VARS),
    ['warning undefined-key site.yml:4:40 The mapping has no key z'],
  ],
  [
    'a missing key, as a warning, if a file of unknown name may set the variable',
    tasks('- { include_vars: "os/<%= ansible_distribution %>.yml" }\n- debug: { msg: "<%= x.z %>" }', VARS),
    ['warning undefined-key site.yml:5:28 The mapping has no key z'],
  ],
  [
    'a file that does not exist',
    tasks('- debug: { msg: "<%= file(\'motd\') %>" }'),
    ['warning expression-failed site.yml:3:26 file(): there is no file motd'],
  ],
  [
    'a file that does not exist in Jinja',
    tasks("- debug: { msg: \"{{ lookup('file', 'motd') }}\" }"),
    ['warning expression-failed site.yml:3:25 There is no file motd'],
  ],
  [
    'a result that is read before its task',
    tasks('- debug: { msg: "<%= out.rc %>" }\n- { command: id, register: out }'),
    ['error undefined-variable site.yml:3:26 out is read before the task that sets it | Move that task above this one'],
  ],
  [
    'a fact that is read before its task, in an earlier play',
    {
      'site.yml':
        '- hosts: all\n  tasks: [{ debug: { msg: "{{ f }}" } }]\n- hosts: all\n  tasks: [{ set_fact: { f: 1 } }]\n',
    },
    ['error undefined-variable site.yml:2:31 f is read before the task that sets it'],
  ],
];

test.each(REPORTED)('reports %s', async (_name, files, expected) => {
  const { found } = await check(files);
  expect(found).toEqual(expected.map((text) => expect.stringContaining(text) as unknown));
});

const ACCEPTED: readonly [string, ProjectFiles][] = [
  ['a guarded key', tasks('- debug: { msg: "{{ x.z | default(1) }}" }', VARS)],
  ['a task that a condition skips', tasks('- { debug: { msg: "<%= x.z %>" }, when: 1 == 2 }', VARS)],
  ['a loop without items', tasks('- { debug: { msg: "<%= x.z %>" }, loop: "<%= none %>" }', VARS)],
  [
    'a variable that set_fact may replace',
    tasks(
      '- { set_fact: { x: { z: 1 } }, when: ansible_distribution == "Debian" }\n- debug: { msg: "<%= x.z %>" }',
      VARS,
    ),
  ],
  [
    'a value of a group that add_host may replace',
    {
      'site.yml':
        '- hosts: db1\n  tasks: [{ add_host: { name: web1, group_value: { z: 1 } } }]\n' +
        '- hosts: web\n  tasks: [{ debug: { msg: "<%= group_value.z %>" } }]\n',
    },
  ],
  ['a group that group_by adds', tasks('- group_by: { key: debian }\n- debug: { msg: "<%= groups.debian[0] %>" }')],
  ['the answer to a prompt', tasks('- debug: { msg: "<%= p.z %>" }', '  vars_prompt: [{ name: p }]\n')],
  ['a fact in vars', tasks('- debug: { msg: "{{ vars[\'ansible_distribution\'] }}" }')],
  [
    'a result in its own conditions',
    tasks('- { command: id, register: out, until: out.rc == 0, failed_when: out.rc == 2 }'),
  ],
  ['a result that a condition guards', tasks('- { ping: , when: "defined(out)" }\n- { command: id, register: out }')],
  [
    'the result of an include in its own tasks',
    tasks('- { include_tasks: a.yml, register: out }', '', { 'a.yml': '- debug: { msg: "<%= out.include %>" }\n' }),
  ],
  [
    'a result of a handler, which may run at any time',
    tasks('- debug: { msg: "<%= out.rc %>" }', '  handlers: [{ name: h, command: id, register: out }]\n'),
  ],
  [
    'a result of a role that another role may wait for',
    {
      'site.yml': '- hosts: all\n  roles: [reader, writer]\n',
      'roles/reader/meta/main.yml': 'after: [writer]\n',
      'roles/reader/tasks/main.yml': '- debug: { msg: "<%= out.rc %>" }\n',
      'roles/writer/tasks/main.yml': '- { command: id, register: out }\n',
    },
  ],
];

test.each(ACCEPTED)('accepts %s', async (_name, files) => {
  expect((await check(files)).found).toEqual([]);
});

describe('a check before the run', () => {
  test('starts no command of a lookup', async () => {
    const pipe = "{{ lookup('pipe', 'touch started') }}";
    const { found } = await check(
      tasks(`- { ping: , when: "lookup('pipe', 'touch started') == ''" }\n- debug: { msg: "${pipe}" }`),
    );
    expect(found).toEqual([]);
    expect(existsSync(join(process.cwd(), 'started'))).toBe(false);
  });

  test('hashes no password, which is slow', async () => {
    const hash = "password_hash('secret', { seed: 'a', scheme: 'bcrypt', rounds: 15 })";
    const start = performance.now();
    await check(tasks(`- debug: { msg: "<%= ${hash} %>" }`));
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('takes a host of each set of groups if there are many', async () => {
    const hosts = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`h${i}`, {}]));
    const inventory = {
      all: { vars: { x: { z: 1 } }, hosts, children: { odd: { hosts: { h499: {} }, vars: { x: {} } } } },
    };
    const { found } = await check({
      ...tasks('- debug: { msg: "<%= x.z %>" }'),
      'hosts.yml': JSON.stringify(inventory),
    });
    expect(found).toEqual([expect.stringContaining('undefined-key site.yml:3:28 The mapping has no key z')]);
  });
});
