import { FACT_SUBSETS } from './fact-subsets.ts';
import type { Keyword, KeywordChoice } from './keyword.ts';

const STRATEGY_NAMES = ['linear', 'free', 'host_pinned'];

/** Mitogen's strategies do what those of Ansible do. */
const STRATEGIES: KeywordChoice = {
  choices: STRATEGY_NAMES,
  also: STRATEGY_NAMES.flatMap((name) => [`ansible.builtin.${name}`, `mitogen_${name}`]),
};

/** What only plays understand. */
export const PLAY_KEYWORDS: readonly Keyword[] = [
  {
    name: 'hosts',
    places: ['play', 'role'],
    type: 'text',
    meaning:
      "The hosts that the play is for: a pattern of groups and hosts, such as `web:&prod:!web3`. A play needs it; at a role's entry it narrows the play's hosts down. An expression may read `-e`, the play's `vars` and `groups`.",
    example: `- name: Web servers
  hosts: all:!localhost
  tasks:
    - ping:
`,
  },
  {
    name: 'roles',
    places: ['play'],
    type: 'roles',
    meaning:
      'The roles that the hosts get, after `pre_tasks` and before `tasks`. An entry is a name, or a mapping with `role`, `vars` and keywords.',
    example: `- name: Firewall
  hosts: all
  become: true
  roles:
    - role: provision.ufw
      tags: [firewall]
`,
  },
  {
    name: 'tasks',
    places: ['play'],
    type: 'tasks',
    meaning: 'Tasks of the play itself, after its roles.',
    example: `- name: Say hello
  hosts: all
  tasks:
    - name: Greet
      debug: { msg: Hello. }
`,
  },
  {
    name: 'pre_tasks',
    places: ['play'],
    type: 'tasks',
    meaning: 'Tasks before the roles. The handlers that they notify run before the roles begin.',
    example: `- name: Take a look before anything is changed
  hosts: all
  pre_tasks:
    - name: Refuse unknown systems
      assert: { that: ansible_os_family == "Debian" }
`,
  },
  {
    name: 'post_tasks',
    places: ['play'],
    type: 'tasks',
    meaning: 'Tasks after `tasks`, and after the handlers that these have notified.',
    example: `- name: Check the service in the end
  hosts: all
  post_tasks:
    - name: Wait for SSH
      wait_for: { port: 22, timeout: 10 }
`,
  },
  {
    name: 'handlers',
    places: ['play'],
    type: 'tasks',
    meaning:
      'Tasks that run once, after the tasks that notify them, and only where one of these has changed something.',
    example: `- name: Configure SSH
  hosts: all
  become: true
  handlers:
    - name: Reload ssh
      systemd: { name: ssh, state: reloaded }
  tasks:
    - name: Refuse passwords
      copy:
        content: "PasswordAuthentication no\\n"
        dest: /etc/ssh/sshd_config.d/passwords.conf
        mode: "0644"
      notify: Reload ssh
`,
  },
  {
    name: 'vars_files',
    places: ['play'],
    type: 'texts',
    meaning:
      'Files of variables, relative to the playbook. An entry that is a list names alternatives: the first one that exists is read.',
    example: `- name: With variables from a file
  hosts: all
  vars_files:
    - ["vars/<%= ansible_distribution %>.yml", vars/default.yml]
  tasks:
    - ping:
`,
  },
  {
    name: 'vars_prompt',
    places: ['play'],
    type: 'list',
    meaning:
      'Variables whose values are asked for before the run: `name`, `prompt`, `default`, `private` (true), `confirm`. What `-e` gives is not asked for; where there is no terminal, the default is taken.',
    example: `- name: With a question
  hosts: all
  vars_prompt:
    - name: release
      prompt: Which release
      default: latest
      private: false
  tasks:
    - ping:
`,
  },
  {
    name: 'gather_facts',
    places: ['play'],
    type: 'flag',
    meaning:
      'Whether facts may be read in the play; true by default. They come with the connection, so that leaving them out saves nothing.',
    example: `- name: Without facts
  hosts: all
  gather_facts: false
  tasks:
    - ping:
`,
  },
  {
    name: 'serial',
    places: ['play'],
    type: 'sizes',
    meaning:
      'How many hosts the play takes at a time: a number, a share (`25%`), or a list of sizes in order, of which the last is repeated.',
    example: `- name: One host, then a quarter at a time
  hosts: all
  serial: [1, 25%]
  tasks:
    - ping:
`,
  },
  {
    name: 'max_fail_percentage',
    places: ['play'],
    type: 'percentage',
    meaning: 'When more than this share of the hosts of a batch has failed, the play ends and no later batch begins.',
    example: `- name: Stop when one in ten fails
  hosts: all
  serial: 10
  max_fail_percentage: 10
  tasks:
    - ping:
`,
  },
  {
    name: 'order',
    places: ['play'],
    type: { choices: ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'], isPlain: true },
    meaning: 'How the hosts are sorted before `serial` divides them.',
    example: `- name: From z to a
  hosts: all
  order: reverse_sorted
  serial: 1
  tasks:
    - ping:
`,
  },
  {
    name: 'strategy',
    places: ['play'],
    type: STRATEGIES,
    meaning: 'Taken for the sake of playbooks from Ansible, and without effect: each host goes on at its own pace.',
    example: `- name: Any strategy
  hosts: all
  strategy: free
  tasks:
    - ping:
`,
  },
  {
    name: 'syntax',
    places: ['play'],
    type: { choices: ['ejs', 'jinja'], isPlain: true },
    meaning:
      'The language of the expressions in the file. Left out, each value is read by its own tags. At one play it holds for the whole file; a role says it in `meta/main.yml`.',
    example: `- name: Expressions are JavaScript
  hosts: all
  syntax: ejs
  tasks:
    - debug: { msg: "<%= inventory_hostname.toUpperCase() %>" }
`,
  },
  {
    name: 'force_handlers',
    places: ['play'],
    type: 'flag',
    meaning:
      'Taken, and without effect: a handler that is due and did not run is recorded on the host, and runs in the next run.',
    example: `- name: Handlers are never lost
  hosts: all
  force_handlers: true
  tasks:
    - ping:
`,
  },
  ...['gather_subset', 'gather_timeout', 'fact_path'].map((name): Keyword => ({
    name,
    places: ['play'],
    type: ({ gather_subset: FACT_SUBSETS, gather_timeout: 'seconds' } as const)[name] ?? 'text',
    meaning: 'Taken for the sake of playbooks from Ansible, and without effect: all facts come with the connection.',
    example: `- name: All facts come with the connection
  hosts: all
  ${name}: ${{ gather_subset: '[min]', gather_timeout: '10' }[name] ?? '/etc/ansible/facts.d'}
  tasks:
    - ping:
`,
  })),
  {
    name: 'import_playbook',
    places: ['import_playbook'],
    type: 'text',
    meaning:
      'Brings in the plays of another file, whose path is relative to this one. `when`, `tags`, `vars`, `become` and `environment` beside it hold for all of them.',
    example: `- name: All of the site
  import_playbook: site.yml
  tags: [site]
`,
  },
];
