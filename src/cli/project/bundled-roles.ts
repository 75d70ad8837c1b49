import type { LoadPlaybookOptions } from '../../playbook/load-playbook.ts';
import { packageRoot } from '../package-root.ts';
import { join } from 'node:path';

/** The directory of the bundled roles: next to dist/ in the package, and next to src/ in a checkout. */
export const bundledRoles = (): string => join(packageRoot(), 'roles');

/** Where roles and modules are found besides the playbook's own directories, and the environment of its tasks. */
export const rolesOf = (flags: LoadFlags): Partial<LoadPlaybookOptions> => ({
  rolesPath: flags.rolesPath,
  collectionsPath: flags.collectionsPath,
  libraryPath: [...(flags.modulePath?.split(':') ?? []), ...(flags.libraryPath ?? [])],
  ansibleModules: flags.ansibleModules,
  become: flags.become,
  becomeUser: flags.becomeUser,
  bundledRoles: bundledRoles(),
});

/** Flags and settings that control how a playbook is loaded. */
export interface LoadFlags {
  readonly rolesPath?: readonly string[] | undefined;
  readonly collectionsPath?: readonly string[] | undefined;
  readonly libraryPath?: readonly string[] | undefined;
  readonly modulePath?: string | undefined;
  readonly ansibleModules?: boolean | undefined;
  readonly become?: boolean | undefined;
  readonly becomeUser?: string | undefined;
}
