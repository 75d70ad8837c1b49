import type { Keyword } from './keyword.ts';

const EXAMPLE = `- name: Deploy, and go back where that fails
  block:
    - name: Switch to the new release
      file: { src: /srv/releases/new, dest: /srv/current, state: link }
  rescue:
    - name: Switch back
      file: { src: /srv/releases/old, dest: /srv/current, state: link }
  always:
    - name: Tell which task failed
      debug: { msg: "<%= defined(ansible_failed_task) ? ansible_failed_task.name : 'none' %>" }
`;

/** What makes a block of tasks. */
export const BLOCK_KEYWORDS: readonly Keyword[] = [
  {
    name: 'block',
    places: ['block'],
    type: 'tasks',
    meaning:
      'Tasks that share the keywords of the block: `when`, `become`, `tags` and the like are said once for all of them.',
    example: `- name: Only on Debian
  when: ansible_os_family == "Debian"
  become: true
  block:
    - name: Install nginx
      apt: { name: nginx }
    - name: Start nginx
      systemd: { name: nginx, state: started }
`,
  },
  {
    name: 'rescue',
    places: ['block'],
    type: 'tasks',
    meaning:
      'Tasks that run where one of the block has failed. The host then goes on as if nothing had failed. `ansible_failed_task` and `ansible_failed_result` say what it was.',
    example: EXAMPLE,
  },
  {
    name: 'always',
    places: ['block'],
    type: 'tasks',
    meaning: 'Tasks that run after the block and its rescue, whether or not these have failed.',
    example: EXAMPLE,
  },
];

const loop = (control: string): string => `- name: Create the users
  user: { name: "<%= account.name %>", shell: "<%= account.shell %>" }
  loop:
    - { name: anna, shell: /bin/bash }
    - { name: bert, shell: /bin/sh }
  loop_control:
    loop_var: account
${control}`;

/** What makes loops. */
export const LOOP_KEYWORDS: readonly Keyword[] = [
  {
    name: 'loop',
    places: ['include', 'task', 'handler'],
    type: 'list',
    meaning:
      'A list, or an expression that gives one: the task is done for each item, which is in the variable `item`. `with_items` and the like are understood as well.',
    example: `- name: Install what is needed
  apt: { name: "<%= item %>" }
  loop: [git, curl]
`,
  },
  {
    name: 'loop_control',
    places: ['include', 'task', 'handler'],
    type: 'mapping',
    meaning: 'How the loop goes: `loop_var`, `index_var`, `label`, `pause`, `extended`.',
    example: loop('    label: "<%= account.name %>"\n'),
  },
  {
    name: 'loop_var',
    places: ['loop_control'],
    type: 'text',
    meaning:
      'The name of the variable that holds the item, instead of `item`. Where a loop goes around an include, give its item another name.',
    example: loop(''),
  },
  {
    name: 'index_var',
    places: ['loop_control'],
    type: 'text',
    meaning: 'A variable that counts the items, from 0.',
    example: `- name: Number the files
  copy: { content: "<%= n %>\\n", dest: "/srv/<%= item %>", mode: "0644" }
  loop: [a, b]
  loop_control: { index_var: n }
`,
  },
  {
    name: 'label',
    places: ['loop_control'],
    type: 'text',
    meaning: 'What the output shows of an item, instead of the whole of it.',
    example: loop('    label: "<%= account.name %>"\n'),
  },
  {
    name: 'pause',
    places: ['loop_control'],
    type: 'seconds',
    meaning: 'Seconds between two items.',
    example: loop('    pause: 2\n'),
  },
  {
    name: 'extended',
    places: ['loop_control'],
    type: 'flag',
    meaning:
      'Gives each item `ansible_loop`: `index` (from 1), `index0`, `revindex`, `revindex0`, `first`, `last`, `length`, `previtem`, `nextitem` and `allitems`.',
    example: `- name: Join the names
  debug: { msg: "<%= name %><%= ansible_loop.last ? '.' : ',' %>" }
  loop: [a, b]
  loop_control: { loop_var: name, extended: true }
`,
  },
  {
    name: 'extended_allitems',
    places: ['loop_control'],
    type: 'flag',
    meaning: 'False leaves `allitems` out of `ansible_loop`, which saves room in what is registered.',
    example: `- name: Number the names
  debug: { msg: "<%= ansible_loop.index %> <%= name %>" }
  loop: [a, b]
  loop_control: { loop_var: name, extended: true, extended_allitems: false }
`,
  },
];
