import type { Module } from '../module/contract.ts';

/**
 * Every module by its name, loaded when a playbook first names it: a run pays only for what it uses.
 * Kept in alphabetical order.
 */
const MODULES = {
  add_host: async () => (await import('./add-host.ts')).addHost,
  alternatives: async () => (await import('./alternatives.ts')).alternatives,
  apt: async () => (await import('./apt.ts')).apt,
  archive: async () => (await import('./archive.ts')).archive,
  assert: async () => (await import('./assert.ts')).assert,
  authorized_key: async () => (await import('./authorized-key.ts')).authorizedKey,
  blockinfile: async () => (await import('./blockinfile.ts')).blockinfile,
  command: async () => (await import('./command.ts')).command,
  config_tree: async () => (await import('./config-tree.ts')).configTree,
  copy: async () => (await import('./copy.ts')).copy,
  debug: async () => (await import('./debug.ts')).debug,
  fail: async () => (await import('./fail.ts')).fail,
  fetch: async () => (await import('./fetch.ts')).fetch,
  file: async () => (await import('./file.ts')).file,
  find: async () => (await import('./find.ts')).find,
  get_url: async () => (await import('./get-url.ts')).getUrl,
  git: async () => (await import('./git.ts')).git,
  group: async () => (await import('./group.ts')).group,
  group_by: async () => (await import('./group-by.ts')).groupBy,
  haproxy: async () => (await import('./haproxy.ts')).haproxy,
  include_vars: async () => (await import('./include-vars.ts')).includeVars,
  known_hosts: async () => (await import('./known-hosts.ts')).knownHosts,
  lineinfile: async () => (await import('./lineinfile.ts')).lineinfile,
  meta: async () => (await import('./meta.ts')).meta,
  mysql_db: async () => (await import('./mysql-db.ts')).mysqlDb,
  mysql_query: async () => (await import('./mysql-query.ts')).mysqlQuery,
  mysql_replication: async () => (await import('./mysql-replication.ts')).mysqlReplication,
  mysql_user: async () => (await import('./mysql-user.ts')).mysqlUser,
  mysql_variables: async () => (await import('./mysql-variables.ts')).mysqlVariables,
  pause: async () => (await import('./pause.ts')).pause,
  ping: async () => (await import('./ping.ts')).ping,
  raw: async () => (await import('./raw.ts')).raw,
  reboot: async () => (await import('./reboot.ts')).reboot,
  replace: async () => (await import('./replace.ts')).replace,
  script: async () => (await import('./script.ts')).script,
  service: async () => (await import('./service.ts')).service,
  set_fact: async () => (await import('./set-fact.ts')).setFact,
  shell: async () => (await import('./shell.ts')).shell,
  slurp: async () => (await import('./slurp.ts')).slurp,
  stat: async () => (await import('./stat.ts')).statModule,
  systemd: async () => (await import('./systemd.ts')).systemd,
  tempfile: async () => (await import('./tempfile.ts')).tempfile,
  template: async () => (await import('./template.ts')).template,
  ufw: async () => (await import('./ufw.ts')).ufw,
  ufw_rules: async () => (await import('./ufw-rules.ts')).ufwRules,
  unarchive: async () => (await import('./unarchive.ts')).unarchive,
  uri: async () => (await import('./uri.ts')).uri,
  user: async () => (await import('./user.ts')).user,
  wait_for: async () => (await import('./wait-for.ts')).waitFor,
  wait_for_connection: async () => (await import('./wait-for-connection.ts')).waitForConnection,
} as const satisfies Record<string, () => Promise<Module>>;

export const moduleNames: readonly string[] = Object.keys(MODULES);

/** Ansible's full names are understood: `ansible.builtin.apt` and `community.general.ufw` are `apt` and `ufw`. */
export const shortModuleName = (name: string): string =>
  name.replace(/^(ansible\.(builtin|posix)|community\.[a-z_]+)\./, '');

/** The module of this (short) name, or undefined. */
export async function loadModule(name: string): Promise<Module | undefined> {
  return Object.hasOwn(MODULES, name) ? MODULES[name as keyof typeof MODULES]() : undefined;
}
