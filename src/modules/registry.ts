import type { Module } from '../module/contract.ts';

/**
 * Every module by its name, loaded when a playbook first names it: a run pays only for what it uses.
 * Kept in alphabetical order.
 */
const MODULES = {
  command: async () => (await import('./command.ts')).command,
  wait_for_connection: async () => (await import('./wait-for-connection.ts')).waitForConnection,
  systemd: async () => (await import('./systemd.ts')).systemd,
  group_by: async () => (await import('./group-by.ts')).groupBy,
  user: async () => (await import('./user.ts')).user,
  pause: async () => (await import('./pause.ts')).pause,
  script: async () => (await import('./script.ts')).script,
  fail: async () => (await import('./fail.ts')).fail,
  include_vars: async () => (await import('./include-vars.ts')).includeVars,
  shell: async () => (await import('./shell.ts')).shell,
  file: async () => (await import('./file.ts')).file,
  raw: async () => (await import('./raw.ts')).raw,
  assert: async () => (await import('./assert.ts')).assert,
  group: async () => (await import('./group.ts')).group,
  service: async () => (await import('./service.ts')).service,
  ping: async () => (await import('./ping.ts')).ping,
  add_host: async () => (await import('./add-host.ts')).addHost,
  set_fact: async () => (await import('./set-fact.ts')).setFact,
  apt: async () => (await import('./apt.ts')).apt,
  debug: async () => (await import('./debug.ts')).debug,
  meta: async () => (await import('./meta.ts')).meta,
  reboot: async () => (await import('./reboot.ts')).reboot,
} as const satisfies Record<string, () => Promise<Module>>;

export const moduleNames: readonly string[] = Object.keys(MODULES);

/** Ansible's full names are understood: `ansible.builtin.apt` and `community.general.ufw` are `apt` and `ufw`. */
export const shortModuleName = (name: string): string =>
  name.replace(/^(ansible\.(builtin|posix)|community\.[a-z_]+)\./, '');

/** The module of this (short) name, or undefined. */
export async function loadModule(name: string): Promise<Module | undefined> {
  return Object.hasOwn(MODULES, name) ? MODULES[name as keyof typeof MODULES]() : undefined;
}
