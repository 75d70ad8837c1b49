import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host, Login } from '../on-hosts.ts';
import { renderTasks } from '../work/task.ts';
import { TEMPLATE_SOURCES, TWENTY_TASKS } from './twenty-tasks.ts';

const GROUPS = 10;

/** A host with its port and number, if they differ from 22 and its index. */
type ScaleHost = Host & { readonly port?: number; readonly number?: number };

export interface Project {
  readonly directory: string;
  readonly hosts: readonly ScaleHost[];
  readonly login: Login & { readonly knownHostsFile: string };
  /** Numbers of hosts; each has a separate inventory, such as `scale-100`. */
  readonly sizes: readonly number[];
}

/** Writes a project with one role, and an inventory of each size, in which hosts, groups and all have variables. */
export function writeProject(project: Project): void {
  const put = (path: string, text: string): void => {
    const file = join(project.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  put('playbooks/scale.yml', '- hosts: all\n  become: true\n  roles:\n    - scale\n');
  put('roles/scale/tasks/main.yml', renderTasks(TWENTY_TASKS));
  for (const [name, text] of TEMPLATE_SOURCES) put(`roles/scale/templates/${name}`, text);
  for (const size of project.sizes) {
    const hosts = project.hosts.slice(0, size);
    put(`inventories/scale-${size}/hosts.yml`, renderInventory(hosts));
    put(`inventories/scale-${size}/group_vars/all.yml`, renderAll(project.login));
    for (const group of new Set(hosts.map((_, index) => groupOf(index))))
      put(`inventories/scale-${size}/group_vars/${group}.yml`, `scale_group:\n  name: ${group}\n  port: 8080\n`);
  }
}

const groupOf = (index: number): string => `group${(index % GROUPS) + 1}`;

function renderInventory(hosts: readonly ScaleHost[]): string {
  const groups = new Map<string, string[]>();
  for (const [index, { name, address, port, number = index + 1 }] of hosts.entries()) {
    const lines = groups.get(groupOf(index)) ?? [];
    const variables = [
      `ansible_host: ${address}`,
      `scale_number: ${number}`,
      ...(port ? [`ansible_port: ${port}`] : []),
    ];
    lines.push(`        ${name}:\n${variables.map((line) => `          ${line}\n`).join('')}`);
    groups.set(groupOf(index), lines);
  }
  const text = [...groups].map(([group, lines]) => `    ${group}:\n      hosts:\n${lines.join('')}`);
  return `all:\n  children:\n${text.join('')}`;
}

const renderAll = (login: Project['login']): string => `ansible_user: ${login.user}
ansible_ssh_private_key_file: ${login.privateKeyFile}
ansible_ssh_common_args: '-o UserKnownHostsFile=${login.knownHostsFile} -o ServerAliveInterval=60 -o ServerAliveCountMax=10'
ansible_ssh_timeout: 600
scale_settings:
  limit: 100
  names: [one, two, three]
`;
