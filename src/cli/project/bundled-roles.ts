import type { LoadPlaybookOptions } from '../../playbook/load-playbook.ts';
import { packageRoot } from '../package-root.ts';
import { join } from 'node:path';

/** The roles that come with the program: beside dist/ in the package, and beside src/ in a checkout. */
export const bundledRoles = (): string => join(packageRoot(), 'roles');

/** Where roles are found besides the playbook's own folders. */
export const rolesOf = ({
  rolesPath,
}: Pick<LoadPlaybookOptions, 'rolesPath'>): Pick<LoadPlaybookOptions, 'rolesPath' | 'bundledRoles'> => ({
  rolesPath,
  bundledRoles: bundledRoles(),
});
