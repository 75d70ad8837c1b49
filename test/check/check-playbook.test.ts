import { expect, test } from '@jest/globals';
import { checkPlaybook } from '../../src/check/check-playbook.ts';
import { loadProject, summarize } from '../playbook/write-project.ts';
import type { ProjectFiles } from '../playbook/write-project.ts';

const HOSTS = `all:
  children:
    web: { hosts: { web1: {}, web2: {} }, vars: { only_web: 1 } }
  hosts: { app1: {}, db1: {} }
`;

const META = `variables:
  web_port: { type: port, default: 80 }
  web_name: { type: string, required: true, description: Its name. }
  web_mode: { type: string, choices: [a, b] }
  web_sites: { items: { keys: { name: { type: string, required: true } } } }
`;

const play = (vars: string): ProjectFiles => ({
  'site.yml': `- hosts: all\n  vars: ${vars}\n  roles: [web]\n`,
  'roles/web/meta/main.yml': META,
});

const reading = (text: string, more = ''): ProjectFiles => ({
  'site.yml': `- hosts: all\n  tasks:\n    - debug: { msg: '${text}' }\n${more}`,
});

const CASES: readonly [string, ProjectFiles, readonly string[]][] = [
  ['what is right', play('{ web_name: x, web_port: 443, web_sites: [{ name: y }] }'), []],
  [
    'a required variable that nothing sets',
    play('{}'),
    ['missing-variable site.yml:3:11 The role web needs web_name, which is not set'],
  ],
  [
    'a recommended variable that is left at its default, and is not',
    {
      'site.yml': '- hosts: web\n  roles: [mail, chat]\n  vars: { chat_to: [] }\n',
      'roles/mail/meta/main.yml': 'variables: { mail_to: { type: list, default: [], recommended: Nobody is told. } }\n',
      'roles/chat/meta/main.yml': 'variables: { chat_to: { type: list, default: [], recommended: Nobody is told. } }\n',
    },
    ['recommended-variable site.yml:2:11 mail_to of the role mail is not set | Nobody is told.'],
  ],
  ['a type', play('{ web_name: x, web_port: "80" }'), ['wrong-value site.yml:2:34 web_port must be a port']],
  [
    'the type of a rendered value',
    play('{ web_name: x, web_port: <%= 70000 + 1 %> }'),
    ['wrong-value site.yml:2:34 web_port'],
  ],
  ['a choice', play('{ web_name: x, web_mode: c }'), ['wrong-value site.yml:2:34 web_mode must be one of a, b']],
  [
    'what a list holds',
    play('{ web_name: x, web_sites: [{ nam: y }] }'),
    [
      'wrong-value site.yml:2:35 web_sites[0].nam is not declared | Did you mean name?',
      'wrong-value site.yml:2:35 web_sites[0].name must have a value',
    ],
  ],
  [
    'a misspelt name',
    play('{ web_name: x, web_prot: 1 }'),
    ['unknown-variable site.yml:2:24 The role web has no variable web_prot | Did you mean web_port?'],
  ],
  ['a name of the same kind that something reads', play('{ web_name: <%= web_base %>, web_base: x }'), []],
  ['a value that only the host knows', play('{ web_name: x, web_port: <%= ansible_port %> }'), []],
  [
    'two roles that declare a variable in two ways',
    {
      ...play('{ web_name: x }'),
      'site.yml': '- hosts: all\n  vars: { web_name: x }\n  roles: [web, other]\n',
      'roles/other/meta/main.yml': 'variables: { web_port: string }\n',
    },
    [
      'conflicting-declarations roles/other/meta/main.yml:1:14 web_port is declared by the role web too, with another type',
    ],
  ],
  [
    'an undefined name',
    reading('<%= porrt %>'),
    ['undefined-variable site.yml:3:26 porrt is not defined for app1, db1, web1, web2'],
  ],
  ['a guarded name', reading('<%= defined(porrt) ? porrt : 1 %>'), []],
  [
    'magic, facts and functions',
    reading('<%= [groups.all, ansible_hostname, inventory_hostname].length + json(1) %>'),
    [],
  ],
  [
    'a name that some hosts lack',
    reading('<%= only_web %>'),
    ['undefined-variable site.yml:3:26 only_web is not defined for app1, db1'],
  ],
  [
    'a condition that leaves out the hosts that lack it',
    reading('<%= only_web %>', `      when: group_names.includes('web')\n`),
    [],
  ],
  ['a condition that ensures it', reading('<%= only_web %>', '      when: defined(only_web)\n'), []],
  [
    'a condition that holds for more hosts than have it',
    reading('<%= only_web %>', `      when: inventory_hostname !== 'db1'\n`),
    ['undefined-variable site.yml:3:26 only_web is not defined for app1'],
  ],
  [
    'a name that a variable reads, where that is read itself',
    {
      'site.yml': `- hosts: db1
  vars: { a: <%= b %>, b: <%= c %>, unread: <%= d %> }
  tasks:
    - debug: { msg: <%= a %> }
`,
    },
    ['undefined-variable site.yml:2:31 c is not defined for db1'],
  ],
  [
    'registers, set_fact and loops',
    {
      'site.yml': `- hosts: all
  tasks:
    - set_fact: { made: 1 }
    - debug: { msg: <%= item + i + made %> }
      loop: [1]
      loop_control: { index_var: i }
      register: done
    - debug: { msg: <%= done.changed %> }
`,
    },
    [],
  ],
  ['a loop variable outside of its loop', reading('<%= item %>'), ['undefined-variable site.yml:3:26 item']],
  [
    'a template file',
    {
      'site.yml': '- hosts: db1\n  roles: [{ role: conf, conf_a: 1 }]\n',
      'roles/conf/tasks/main.yml': '- template: { src: a.ejs, dest: /a }\n',
      'roles/conf/templates/a.ejs': '<%= conf_a %>\n<%= conf_b %>\n',
    },
    ['undefined-variable roles/conf/templates/a.ejs:2:5 conf_b is not defined for db1'],
  ],
  [
    'an include with a loop and variables',
    {
      'site.yml': `- hosts: db1
  tasks:
    - include_tasks: a.yml
      loop: [1]
      vars: { given: <%= item %> }
`,
      'a.yml': '- debug: { msg: <%= given + item %> }\n',
    },
    [],
  ],
  [
    'the defaults of a role that another depends on',
    {
      'site.yml': '- hosts: db1\n  roles: [web]\n',
      'roles/web/tasks/main.yml': '- debug: { msg: <%= tls_dir %> }\n',
      'roles/web/meta/main.yml': 'dependencies: [tls]\n',
      'roles/tls/defaults/main.yml': 'tls_dir: /etc/tls\n',
    },
    [],
  ],
  ['a pattern', { 'site.yml': '- hosts: wbe\n' }, ['no-hosts-matched site.yml:1:10 The pattern wbe matches no group']],
];

test.each(CASES)('%s', async (_name, files, expected) => {
  const { playbook, inventory, diagnostics, directory } = await loadProject({ 'hosts.yml': HOSTS, ...files });
  expect(diagnostics.items).toEqual([]);
  if (!playbook) throw new Error('there is no playbook');
  checkPlaybook(playbook, { inventory, extra: new Map() }, diagnostics);
  const found = diagnostics.items.map((item) => summarize(item, directory, true));
  expect(found).toEqual(expected.map((text) => expect.stringContaining(text) as unknown));
});

test('a delegate that ssh_config knows is no mistake', async () => {
  const tasks =
    "- hosts: all\n  tasks:\n    - { command: 'true', delegate_to: build }\n    - { command: 'true', delegate_to: biuld }\n";
  const { playbook, inventory, diagnostics, directory } = await loadProject({ 'hosts.yml': HOSTS, 'site.yml': tasks });
  if (!playbook) throw new Error('there is no playbook');
  checkPlaybook(playbook, { inventory, extra: new Map(), isNamed: (name) => name === 'build' }, diagnostics);
  expect(diagnostics.items.map((item) => summarize(item, directory, true))).toEqual([
    expect.stringContaining('delegate_to: there is no host biuld'),
  ]);
});
