import type { LoadPlaybookOptions } from '../playbook/load-playbook.ts';
import { fileURLToPath } from 'node:url';

/** The roles that come with the program: beside dist/ in the package, and beside src/ in a checkout. */
export const bundledRoles = (): string => fileURLToPath(new URL('../../roles', import.meta.url));

/** Where roles are found besides the playbook's own folders. */
export const rolesOf = ({
  rolesPath,
}: Pick<LoadPlaybookOptions, 'rolesPath'>): Pick<LoadPlaybookOptions, 'rolesPath' | 'bundledRoles'> => ({
  rolesPath,
  bundledRoles: bundledRoles(),
});
