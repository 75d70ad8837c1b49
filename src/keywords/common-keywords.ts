import { ALL, BELOW_PLAYS } from './keyword.ts';
import type { Keyword } from './keyword.ts';

/** What plays, roles' entries, blocks and tasks have alike: who runs it, where, and when. */
export const COMMON_KEYWORDS: readonly Keyword[] = [
  {
    name: 'when',
    places: [...ALL, 'import_playbook'],
    type: 'conditions',
    meaning:
      'A bare expression that must give true or false, or a list of which all must be true. Where it is false, the task is skipped.',
    example: `- name: Install the firewall
  apt: { name: ufw }
  become: true
  when: ansible_os_family == "Debian"
`,
  },
  {
    name: 'tags',
    places: [...ALL, 'import_playbook'],
    type: 'texts',
    meaning:
      'Names for `--tags` and `--skip-tags`. `always` is left out only when it is skipped by name; `never` runs only when it is asked for.',
    example: `- name: Write the settings
  copy: { content: "x = 1\\n", dest: /etc/app.conf, mode: "0644" }
  tags: [settings, app]
`,
  },
  {
    name: 'vars',
    places: [...ALL, 'import_playbook'],
    type: 'mapping',
    meaning: 'Variables for what is within: of a play, a block or one task.',
    example: `- name: Greet
  debug: { msg: "<%= greeting %>" }
  vars: { greeting: Hello }
`,
  },
  {
    name: 'environment',
    places: [...ALL, 'import_playbook'],
    type: 'mapping',
    meaning:
      "Environment variables of what runs on the host. Those of a task go before those of its block, and these before the play's.",
    example: `- name: Fetch through the proxy
  get_url: { url: "https://example.com/list", dest: /srv/list }
  environment: { https_proxy: "http://proxy.example.com:3128" }
`,
  },
  {
    name: 'run_once',
    places: ALL,
    type: 'flag',
    meaning:
      'The task runs on the first host of the run only, also with `serial`; all hosts get its registered result.',
    example: `- name: Migrate the database
  command: /opt/app/migrate
  run_once: true
`,
  },
  {
    name: 'any_errors_fatal',
    places: ALL,
    type: 'flag',
    meaning: 'A failure on one host ends the play for all.',
    example: `- name: All hosts or none
  hosts: all
  any_errors_fatal: true
  tasks:
    - ping:
`,
  },
  {
    name: 'ignore_errors',
    places: ALL,
    type: 'flag',
    meaning: 'A failure is shown, and the host goes on. A host that cannot be reached is out all the same.',
    example: `- name: Stop the old service, if there is one
  systemd: { name: legacy, state: stopped }
  ignore_errors: true
`,
  },
  {
    name: 'ignore_unreachable',
    places: ALL,
    type: 'flag',
    meaning:
      'Without effect, which a warning says: a host without a connection is out of the play, and the others go on anyway.',
    example: `- name: Ask each host
  ping:
`,
  },
  {
    name: 'check_mode',
    places: ALL,
    type: 'flag',
    meaning:
      '`true`: the task only predicts, in apply too. `false`: it runs in a dry run too, and so must change nothing.',
    example: `- name: Read the version, in a dry run too
  command: nginx -v
  check_mode: false
  changed_when: false
`,
  },
  {
    name: 'diff',
    places: ALL,
    type: 'flag',
    meaning: 'Whether changes are shown with their differences, whatever `--diff` says.',
    example: `- name: Write a large file
  copy: { content: "1\\n2\\n", dest: /srv/list, mode: "0644" }
  diff: false
`,
  },
  {
    name: 'backup',
    places: ALL,
    type: 'flag',
    meaning: 'What the task replaces or removes is kept on the host, for `provision restore`.',
    example: `- name: Replace the settings, and keep the old ones
  copy: { content: "x = 2\\n", dest: /etc/app.conf, mode: "0644" }
  backup: true
`,
  },
  {
    name: 'no_log',
    places: ALL,
    type: 'flag',
    meaning: 'Nothing of parameters and results is shown. Secrets of vaults are masked in any case.',
    example: `- name: Ask for the token
  command: /opt/app/print-token
  register: token
  changed_when: false
  no_log: true
`,
  },
  {
    name: 'timeout',
    places: ALL,
    type: 'seconds',
    meaning: 'Seconds that what the task runs may take; 0 is for ever.',
    example: `- name: Synchronize, for a minute at most
  command: /opt/app/sync
  timeout: 60
`,
  },
  {
    name: 'throttle',
    places: ALL,
    type: 'count',
    meaning: 'How many hosts may do the task at the same time.',
    example: `- name: Fetch from the small server
  get_url: { url: "https://example.com/large", dest: /srv/large }
  throttle: 2
`,
  },
  {
    name: 'module_defaults',
    places: ALL,
    type: 'mapping',
    meaning: 'Parameters that the tasks of a module have unless they say otherwise.',
    example: `- name: Two files with the same owner
  module_defaults:
    copy: { owner: root, mode: "0600" }
  block:
    - copy: { content: a, dest: /etc/app.a }
    - copy: { content: b, dest: /etc/app.b }
`,
  },
  {
    name: 'collections',
    places: [...ALL, 'import_playbook'],
    type: 'texts',
    meaning:
      'Collections of Ansible in which roles are looked for. Modules need none: they are found by their short names.',
    example: `- name: With roles of a collection
  hosts: all
  collections: [example.site]
  tasks:
    - ping:
`,
  },
  {
    name: 'delegate_to',
    places: BELOW_PLAYS,
    type: 'text',
    meaning:
      'The host on which the task is done, instead of the one whose variables it sees: a host of the inventory, an address, or `localhost`.',
    example: `- name: Note each host on this machine
  lineinfile: { path: /tmp/hosts.txt, line: "<%= inventory_hostname %>", create: true }
  delegate_to: localhost
`,
  },
  {
    name: 'delegate_facts',
    places: BELOW_PLAYS,
    type: 'flag',
    meaning: 'Facts that the task sets belong to the host that it is delegated to.',
    example: `- name: Ask the controller for its facts
  setup:
  delegate_to: localhost
  delegate_facts: true
`,
  },
];
