import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../lab/support/use-project.ts';

/** The steps of the role that can be held while they run. Those that count must run once, whatever happens; a handler, at least once. */
export const STEPS = ['template', 'package', 'service', 'command', 'async', 'delegated', 'reload', 'handler'] as const;
export type StepName = (typeof STEPS)[number];

export const RUN_ONCE: readonly StepName[] = ['command', 'async', 'delegated'];
export const HANDLERS: readonly StepName[] = ['reload', 'handler'];

/** On a host: says that a step has begun, waits while it is held, and notes that it ran. */
export const STEP_PROGRAM = `#!/bin/sh
mkdir -p /run/fx
: >/run/fx/begun.$1
while [ -e "/run/fx/hold.$1" ]; do sleep 0.05; done
echo "$1" >>"/srv/fx/$2/ran.$1"
`;

const SITE = `- name: site
  hosts: target
  become: true
  gather_facts: false
  roles: [everything]
`;

const TASKS = `- name: directory
  file: { path: <%= at %>, state: directory }
- name: template
  template: { src: app.conf.ejs, dest: <%= at %>/app.conf, validate: "fx template <%= revision %> %s" }
  notify: [reload, handler]
- name: package
  apt: { deb: /srv/debs/fx<%= revision %>.deb, lock_timeout: 3 }
- name: unit
  template: { src: unit.ejs, dest: /etc/systemd/system/fx<%= revision %>.service }
- name: service
  systemd: { name: fx<%= revision %>, state: started, enabled: true, daemon_reload: true }
- name: user
  user: { name: fx<%= revision %>, shell: /bin/sh }
- name: command
  command: { cmd: fx command <%= revision %>, creates: <%= at %>/ran.command }
- name: directory of the archive
  file: { path: <%= at %>/unpacked, state: directory }
- name: unarchive
  unarchive: { src: archive.tar.gz, dest: <%= at %>/unpacked }
- name: async
  shell: { cmd: fx async <%= revision %>, creates: <%= at %>/ran.async }
  async: 120
  poll: 1
- name: output
  shell: { cmd: "<%= output %>" }
  changed_when: false
  when: output !== ''
- name: directory of the other host
  file: { path: <%= at %>, state: directory }
  delegate_to: <%= other %>
- name: delegated
  command: { cmd: fx delegated <%= revision %>, creates: <%= at %>/ran.delegated }
  delegate_to: <%= other %>
`;

const HANDLER_TASKS = `- name: reload
  systemd: { name: fx<%= revision %>, state: reloaded }
- name: handler
  command: fx handler <%= revision %>
`;

const UNIT = `[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/bin/fx service <%= revision %>
ExecReload=/usr/local/bin/fx reload <%= revision %>
[Install]
WantedBy=multi-user.target
`;

/** A role with a step of each kind: written, validated, installed, started, created, commanded, unpacked, in the background, elsewhere. */
export async function writeFaultProject(project: Project, target: string, other: string): Promise<void> {
  await project.writeInventory(target, other);
  project.write('inventories/test/groups.yml', `target: { hosts: { ${target}: } }\n`);
  project.write('playbooks/site.yml', SITE);
  const role = 'roles/everything';
  project.write(`${role}/tasks/main.yml`, TASKS);
  project.write(`${role}/handlers/main.yml`, HANDLER_TASKS);
  project.write(`${role}/defaults/main.yml`, 'at: /srv/fx/<%= revision %>\noutput: ""\n');
  project.write(`${role}/templates/app.conf.ejs`, 'revision <%= revision %>\n');
  project.write(`${role}/templates/unit.ejs`, UNIT);
  writeArchive(join(project.directory, role, 'files'));
}

function writeArchive(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const name of ['one', 'two']) writeFileSync(join(directory, name), `${name}\n`);
  execFileSync('tar', ['-czf', join(directory, 'archive.tar.gz'), '-C', directory, 'one', 'two']);
}
