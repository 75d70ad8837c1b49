import type { Keyword } from './keyword.ts';
import { LOOPS, TASKS } from './keyword.ts';

/** What only tasks and handlers understand, save for loops. */
export const TASK_KEYWORDS: readonly Keyword[] = [
  {
    name: 'name',
    places: ['play', 'import_playbook', 'role', 'block', 'include', 'task', 'handler'],
    type: 'text',
    meaning: "What people read in the output. A handler is notified by it; at a role's entry it stands for `role`.",
    example: `- name: Create the directory of <%= inventory_hostname %>
  file: { path: /srv/data, state: directory, mode: "0755" }
`,
  },
  {
    name: 'register',
    places: LOOPS,
    type: 'text',
    meaning:
      "A variable that holds the result: `changed`, `failed`, `skipped` and the fields that the module's page lists; with a loop, one of these for each item in `results`.",
    example: `- name: Ask for the kernel
  command: uname -r
  register: kernel
  changed_when: false
- name: Show it
  debug: { msg: "<%= kernel.stdout %>" }
`,
  },
  {
    name: 'notify',
    places: ['block', 'task', 'handler'],
    type: 'texts',
    meaning: 'Handlers, by name or topic (`listen`), that are to run when this task has changed something.',
    example: `- name: Web servers
  hosts: all
  become: true
  handlers:
    - name: Reload nginx
      systemd: { name: nginx, state: reloaded }
  tasks:
    - name: Limit the size of requests
      copy: { content: "client_max_body_size 10m;\\n", dest: /etc/nginx/conf.d/size.conf, mode: "0644" }
      notify: Reload nginx
`,
  },
  {
    name: 'listen',
    places: ['handler'],
    type: 'texts',
    meaning: 'Topics: other names by which the handler can be notified. Several handlers may have one topic.',
    example: `- name: Web servers
  hosts: all
  become: true
  handlers:
    - name: Reload nginx
      systemd: { name: nginx, state: reloaded }
      listen: The certificate has changed
  tasks:
    - name: Install the certificate
      copy: { content: "...", dest: /etc/ssl/site.pem, mode: "0644" }
      notify: The certificate has changed
`,
  },
  {
    name: 'changed_when',
    places: TASKS,
    type: 'conditions',
    meaning:
      'Whether the task counts as changed: bare expressions, asked after it has run, with its result in the registered variable.',
    example: `- name: Migrate the database
  command: /opt/app/migrate
  register: migration
  changed_when: '!migration.stdout.includes("nothing to do")'
`,
  },
  {
    name: 'failed_when',
    places: TASKS,
    type: 'conditions',
    meaning:
      'Whether the task counts as failed: bare expressions, asked after it has run. A list fails where all are true.',
    example: `- name: Look for the user
  command: grep -q '^app:' /etc/passwd
  register: found
  changed_when: false
  failed_when: found.rc > 1
`,
  },
  {
    name: 'until',
    places: TASKS,
    type: 'conditions',
    meaning: 'The task is tried again until this is true, `retries` times at most, `delay` seconds apart.',
    example: `- name: Wait for the application
  uri: { url: "http://127.0.0.1:8080/health" }
  register: health
  until: health.status === 200
  retries: 10
  delay: 3
`,
  },
  {
    name: 'retries',
    places: TASKS,
    type: 'count',
    meaning:
      'Attempts after the first one; 3 where there is `until` and nothing else is said. Without `until`, the task is tried until it succeeds.',
    example: `- name: Fetch the list
  get_url: { url: "https://example.com/list", dest: /srv/list }
  retries: 5
`,
  },
  {
    name: 'delay',
    places: TASKS,
    type: 'seconds',
    meaning: 'Seconds between two attempts; 5 by default.',
    example: `- name: Fetch the list
  get_url: { url: "https://example.com/list", dest: /srv/list }
  retries: 5
  delay: 20
`,
  },
  {
    name: 'async',
    places: TASKS,
    type: 'seconds',
    meaning:
      'The longest time that the task may take. With `poll: 0` nobody waits for it: `async_status` asks for its end.',
    example: `- name: Start a long job
  command: /opt/app/reindex
  async: 3600
  poll: 0
  register: job
- name: Wait for its end
  async_status: { jid: "<%= job.ansible_job_id %>" }
  register: ended
  until: ended.finished
  retries: 60
  delay: 60
`,
  },
  {
    name: 'poll',
    places: TASKS,
    type: 'seconds',
    meaning: 'With `async`: seconds between two looks at the task; 0 does not wait for it.',
    example: `- name: Rebuild the index
  command: /opt/app/reindex
  async: 3600
  poll: 30
`,
  },
  {
    name: 'args',
    places: LOOPS,
    type: 'mapping',
    meaning: 'Parameters of the module, beside those that stand at its name.',
    example: `- name: Unpack once
  command: tar -xf /srv/app.tar
  args: { chdir: /opt/app, creates: /opt/app/bin }
`,
  },
  {
    name: 'action',
    places: TASKS,
    type: 'text',
    meaning: 'Another way to name the module, as text or as a mapping with the key `module`.',
    example: `- name: Say hello
  action: debug msg=Hello
`,
  },
  {
    name: 'local_action',
    places: TASKS,
    type: 'text',
    meaning: 'As `action`, on the machine that the program runs on.',
    example: `- name: Write a note on this machine
  local_action: debug msg=Done
`,
  },
];
