import type { Task } from '../work/task.ts';

const TEMPLATE_LINES = 40;
const count = (number: number): string[] => Array.from({ length: number }, (_, index) => String(index + 1));

/** Directories that each host has for itself. */
export const OWN_DIRECTORIES = ['/opt', '/etc/scale'];

/** The tasks of a typical role of a few pages: an account, installed packages, directories, templates, lines, links, a service. */
export const TWENTY_TASKS: readonly Task[] = [
  { module: 'group', params: { name: 'scale' } },
  { module: 'user', params: { name: 'scale', group: 'scale', shell: '/bin/bash', create_home: false } },
  ...['openssl', 'procps', 'sudo'].map((name) => ({ module: 'apt', params: { name } })),
  ...count(4).map((number) => ({
    module: 'file',
    params: { path: `/opt/directory-${number}`, state: 'directory', owner: 'scale', mode: '0750' },
  })),
  ...count(6).map((number) => ({
    module: 'template',
    params: { src: `${number}.conf`, dest: `/etc/scale/${number}.conf`, group: 'scale', mode: '0640' },
  })),
  ...count(2).map((number) => ({
    module: 'lineinfile',
    params: { path: '/etc/scale/lines', line: `line ${number} of <%= inventory_hostname %>`, create: true },
  })),
  ...count(2).map((number) => ({
    module: 'file',
    params: { path: `/opt/link-${number}`, src: '/etc/hostname', state: 'link' },
  })),
  { module: 'systemd', params: { name: 'ssh.service', state: 'started' } },
];

/** The names and texts of the templates: forty lines each, with a variable of the host, of its group, of all, and a fact. */
export const TEMPLATE_SOURCES: ReadonlyMap<string, string> = new Map(
  count(6).map((number) => [`${number}.conf`, renderSource(number)]),
);

function renderSource(number: string): string {
  const lines = count(TEMPLATE_LINES - 1).map((line, index) => {
    if (index % 10 === 0) return `host_${line} = <%= inventory_hostname %>:<%= scale_number %>`;
    if (index % 10 === 5) return `group_${line} = <%= scale_group.port %>, <%= scale_settings.limit %>`;
    if (index === 1) return `fact_${line} = <%= ansible_distribution_release %>`;
    return `setting_${number}_${line} = value of the setting ${line}`;
  });
  return [`# ${number}.conf of <%= inventory_hostname %>`, ...lines, ''].join('\n');
}
