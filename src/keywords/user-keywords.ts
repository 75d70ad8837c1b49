import { choiceOf } from '../values/choice.ts';
import { BECOME_METHODS, CONNECTION_KINDS } from '../values/connection-kinds.ts';
import { ALL } from './keyword.ts';
import type { Keyword } from './keyword.ts';

/** As whom, and by which connection. */
export const USER_KEYWORDS: readonly Keyword[] = [
  {
    name: 'become',
    places: [...ALL, 'import_playbook'],
    type: 'flag',
    meaning: 'Run as another user by sudo: root, or `become_user`.',
    example: `- name: Install nginx
  apt: { name: nginx }
  become: true
`,
  },
  {
    name: 'become_user',
    places: ALL,
    type: 'text',
    meaning: 'The user that `become` makes of the one who logs in; root by default.',
    example: `- name: Ask the database as its own user
  command: psql -tAc 'select 1'
  become: true
  become_user: postgres
  changed_when: false
`,
  },
  {
    name: 'become_method',
    places: ALL,
    type: choiceOf(BECOME_METHODS),
    meaning:
      'The program that makes one user another: `sudo` by default, or `su`. A play says it for hosts whose own variables do not. A host has one: elsewhere `su` has no effect, which a warning says.',
    example: `- name: By sudo
  command: id -un
  become: true
  become_method: sudo
  changed_when: false
`,
  },
  {
    name: 'become_exe',
    places: ALL,
    type: 'text',
    meaning:
      'Without effect, which a warning says: sudo is found on the host. Put the program on the PATH of the user who logs in.',
    example: `- name: sudo is found on the host
  ping:
  become: true
`,
  },
  {
    name: 'debugger',
    places: ALL,
    type: { choices: ['always', 'never', 'on_failed', 'on_unreachable', 'on_skipped'] },
    meaning: 'Without effect, which a warning says: there is no debugger. `--step` asks before each task.',
    example: `- name: Look at a task with --step
  ping:
`,
  },
  {
    name: 'become_flags',
    places: ALL,
    type: 'text',
    meaning:
      'Without effect, which a warning says: sudo is called in the same way for all tasks. What the flags should do goes into `environment`.',
    example: `- name: With a variable instead of flags
  command: /opt/app/sync
  become: true
  environment: { HOME: /root }
`,
  },
  {
    name: 'connection',
    places: ALL,
    type: choiceOf(CONNECTION_KINDS),
    meaning:
      '`ssh` by default, `openssh`, `auto`, or `local` for this machine. A play says it for hosts whose own variables do not.',
    example: `- name: On this machine
  hosts: localhost
  connection: local
  tasks:
    - ping:
`,
  },
  {
    name: 'remote_user',
    places: ALL,
    type: 'text',
    meaning: 'The user to log in as, where the inventory says none. Only a play has it: a host has one connection.',
    example: `- name: Log in as admin
  hosts: all
  remote_user: admin
  tasks:
    - ping:
`,
  },
  {
    name: 'port',
    places: ALL,
    type: 'count',
    meaning: 'The port of SSH, where the inventory says none. Only a play has it: a host has one connection.',
    example: `- name: SSH on another port
  hosts: all
  port: 2222
  tasks:
    - ping:
`,
  },
];
