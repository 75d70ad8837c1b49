import type { Module } from '../module/contract.ts';

/**
 * Every module by its name, loaded when a playbook first names it: a run pays only for what it uses.
 * Kept in alphabetical order.
 */
const MODULES = {
  file: async () => (await import('./file.ts')).file,
} as const satisfies Record<string, () => Promise<Module>>;

export const moduleNames: readonly string[] = Object.keys(MODULES);

/** Ansible's full names are understood: `ansible.builtin.apt` and `community.general.ufw` are `apt` and `ufw`. */
export const shortModuleName = (name: string): string =>
  name.replace(/^(ansible\.(builtin|posix)|community\.[a-z_]+)\./, '');

/** The module of this (short) name, or undefined. */
export async function loadModule(name: string): Promise<Module | undefined> {
  return Object.hasOwn(MODULES, name) ? MODULES[name as keyof typeof MODULES]() : undefined;
}
