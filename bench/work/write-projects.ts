import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host, Login } from '../on-hosts.ts';
import { HUNDRED_TASKS, TEMPLATE_SOURCES, VARIABLES } from './hundred-tasks.ts';
import { MANY, MANY_SOURCE } from './many-files.ts';
import { READ_SCRIPT, renderConvergeScript } from './scripts.ts';
import { renderTasks } from './task.ts';
import type { TemplateLanguage } from './template-text.ts';
import { inLanguage } from './template-text.ts';

export interface Place {
  readonly scratch: string;
  readonly hosts: readonly Host[];
  readonly login: Login & { readonly knownHostsFile: string };
}

/** Writes the work as a project of each tool, side by side in a scratch directory, and the files for the floor and the shell. */
export function writeProjects(place: Place): void {
  writeTool(join(place.scratch, 'provision'), 'ejs', place);
  writeTool(join(place.scratch, 'ansible'), 'jinja', place);
  write(join(place.scratch, 'floor/hosts.json'), JSON.stringify({ hosts: place.hosts, login: place.login }));
  write(join(place.scratch, 'floor/read.sh'), READ_SCRIPT);
  for (const { name } of place.hosts) write(join(place.scratch, `shell/${name}.sh`), renderConvergeScript(name));
  write(join(place.scratch, 'shell/ssh_config'), renderSshConfig(place));
  write(join(place.scratch, 'shell/converge'), CONVERGE, 0o755);
  write(join(place.scratch, 'shell/untar'), UNTAR, 0o755);
}

/** Inventory, playbooks and roles are the same YAML for both, except for `<%= x %>` and `{{ x }}`. */
function writeTool(directory: string, language: TemplateLanguage, place: Place): void {
  const put = (path: string, source: string): void => write(join(directory, path), inLanguage(source, language));
  put('inventories/bench/hosts.yml', renderInventory(place));
  put('inventories/bench/group_vars/all.yml', JSON.stringify(VARIABLES));
  put('playbooks/hundred.yml', renderPlaybook('hundred', 'all'));
  put('roles/hundred/tasks/main.yml', renderTasks(HUNDRED_TASKS));
  for (const [name, source] of TEMPLATE_SOURCES) put(`roles/hundred/templates/${name}`, source);
  put('playbooks/many.yml', renderPlaybook('many', 'all'));
  put('roles/many/tasks/main.yml', MANY);
  put('roles/many/templates/many.conf', MANY_SOURCE);
  put('playbooks/large.yml', renderPlaybook('large', place.hosts[0]?.name ?? ''));
  put(
    'roles/large/tasks/main.yml',
    `- name: Large\n  copy:\n    src: ${place.scratch}/large\n    dest: /opt/bench-large\n    mode: "0644"\n`,
  );
}

const renderPlaybook = (role: string, hosts: string): string =>
  `- hosts: ${hosts}\n  become: true\n  roles:\n    - ${role}\n`;

function renderInventory({ hosts, login }: Place): string {
  const lines = hosts.map(({ name, address }) => `    ${name}:\n      ansible_host: ${address}\n`);
  return `all:
  hosts:
${lines.join('')}  vars:
    ansible_user: ${login.user}
    ansible_ssh_private_key_file: ${login.privateKeyFile}
    ansible_ssh_common_args: '-o UserKnownHostsFile=${login.knownHostsFile}'
    ansible_python_interpreter: /usr/bin/python3
`;
}

const renderSshConfig = ({ hosts, login }: Place): string =>
  [
    ...hosts.map(({ name, address }) => `Host ${name}\n  HostName ${address}\n`),
    `Host *\n  User ${login.user}\n  IdentityFile ${login.privateKeyFile}\n  IdentitiesOnly yes\n`,
    `  UserKnownHostsFile ${login.knownHostsFile}\n  LogLevel ERROR\n`,
  ].join('');

const CONVERGE = `#!/bin/sh
# converge HOST... : each host's script, on all at once
cd "$(dirname "$0")"
pids=
for host; do ssh -F ssh_config "$host" sudo -n sh -s <"$host.sh" & pids="$pids $!"; done
for pid in $pids; do wait "$pid" || exit 1; done
`;

const UNTAR = `#!/bin/sh
# untar DIRECTORY TARGET HOST... : a directory's content to all hosts at once, packed on the way
cd "$(dirname "$0")"
directory=$1 target=$2
shift 2
pids=
for host; do tar -cf - -C "$directory" . | ssh -F ssh_config "$host" "sudo -n sh -c 'mkdir -p $target && tar -xf - -C $target'" & pids="$pids $!"; done
for pid in $pids; do wait "$pid" || exit 1; done
`;

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}
