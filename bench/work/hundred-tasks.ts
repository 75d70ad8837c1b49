import type { Task } from './task.ts';

const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, '0'));

export const DIRECTORIES = numbers(20).map((number) => `/opt/bench-directory-${number}`);
/** In an existing directory, since a dry run of Ansible fails to place a file in a directory that does not exist yet. */
export const TEMPLATES = numbers(30).map((number) => ({
  source: `bench-${number}.conf`,
  path: `/etc/bench-${number}.conf`,
}));
export const GROUPS = numbers(10).map((number) => `bgroup${number}`);
export const USERS = numbers(10).map((number) => `buser${number}`);
/** Files that exist before. */
export const LINED_FILES = ['/etc/hosts', '/etc/networks', '/etc/profile', '/etc/bash.bashrc', '/etc/shells'];
export const LINES = numbers(10).map((number, index) => ({
  path: LINED_FILES[index % LINED_FILES.length] ?? '',
  line: `# bench line ${number}`,
}));
export const PACKAGES = [
  'adduser',
  'bash',
  'ca-certificates',
  'dbus',
  'iproute2',
  'openssl',
  'procps',
  'sed',
  'sudo',
  'tar',
];
export const UNITS = ['dbus.service', 'ssh.service', 'systemd-journald.service', 'systemd-logind.service'];
export const LINKS = numbers(6).map((number) => ({ path: `/opt/bench-link-${number}`, target: '/etc/hostname' }));

/** The hundred tasks: 20 directories, 30 templates, 10 groups, 10 users, 10 lines, 10 installed packages, 4 services, 6 links. */
export const HUNDRED_TASKS: readonly Task[] = [
  ...DIRECTORIES.map((path) => ({ module: 'file', params: { path, state: 'directory', mode: '0750' } })),
  ...TEMPLATES.map(({ source, path }) => ({ module: 'template', params: { src: source, dest: path, mode: '0640' } })),
  ...GROUPS.map((name) => ({ module: 'group', params: { name } })),
  ...USERS.map((name) => ({ module: 'user', params: { name, shell: '/bin/bash', create_home: false } })),
  ...LINES.map(({ path, line }) => ({ module: 'lineinfile', params: { path, line } })),
  ...PACKAGES.map((name) => ({ module: 'apt', params: { name } })),
  ...UNITS.map((name) => ({ module: 'systemd', params: { name, state: 'started' } })),
  ...LINKS.map(({ path, target }) => ({ module: 'file', params: { path, src: target, state: 'link' } })),
];

/** The sources of the thirty templates, 40 lines each. The first contains the revision that one of the measurements changes. */
export const TEMPLATE_SOURCES: ReadonlyMap<string, string> = new Map(
  TEMPLATES.map(({ source }, index) => [source, renderSource(index)]),
);

function renderSource(index: number): string {
  const head = [
    `# ${TEMPLATES[index]?.source ?? ''} on <%= inventory_hostname %>`,
    `revision = ${index === 0 ? '<%= bench_revision %>' : 'fixed'}`,
  ];
  const settings = Array.from({ length: 38 }, (_, line) => {
    if (line % 10 === 0) return `host_${line} = <%= ansible_hostname %>:<%= bench_settings.port %>`;
    if (line % 5 === 0) return `limit_${line} = <%= bench_settings.limit %>`;
    return `setting_${index}_${line} = value of the setting ${line}`;
  });
  return [...head, ...settings, ''].join('\n');
}

/** The variables of all hosts in both inventories. */
export const VARIABLES = { bench_revision: 'first', bench_settings: { port: 8080, limit: 100 } };

/** A rendered template for a host, for the hand-written script. */
export function renderOn(host: string, source: string): string {
  return source
    .replaceAll('<%= inventory_hostname %>', host)
    .replaceAll('<%= ansible_hostname %>', host)
    .replaceAll('<%= bench_revision %>', VARIABLES.bench_revision)
    .replaceAll('<%= bench_settings.port %>', String(VARIABLES.bench_settings.port))
    .replaceAll('<%= bench_settings.limit %>', String(VARIABLES.bench_settings.limit));
}
