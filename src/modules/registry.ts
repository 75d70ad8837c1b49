import type { Module } from '../module-api/module.ts';
import { MODULES } from './registry.generated.ts';

/** Every module's name, in alphabetical order. */
export const moduleNames: readonly string[] = Object.keys(MODULES);

/** Ansible's full names are understood: `ansible.builtin.apt` and `community.general.ufw` are `apt` and `ufw`. */
export const shortModuleName = (name: string): string => {
  const short = name.replace(/^(ansible\.(builtin|posix|legacy|mysql)|community\.[a-z_]+)\./, '');
  return SYNONYMS[short] ?? short;
};

/** Modules that have two names. */
const SYNONYMS: Readonly<Record<string, string>> = {
  systemd_service: 'systemd',
  yum: 'dnf',
  dnf5: 'dnf',
  openssl_certificate: 'x509_certificate',
  openssl_certificate_info: 'x509_certificate_info',
};

/** The module of this (short) name, or undefined. */
export async function loadModule(name: string): Promise<Module | undefined> {
  return Object.hasOwn(MODULES, name) ? MODULES[name as keyof typeof MODULES]() : undefined;
}
