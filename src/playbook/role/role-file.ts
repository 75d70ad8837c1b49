import { join } from 'node:path';
import type { LoadSession } from '../load-session.ts';

export type RolePart = 'tasks' | 'handlers' | 'defaults' | 'vars' | 'meta' | 'verify' | 'opening' | 'closing';

/** A role's main file of a part, or the one that stands for it. */
export function findRoleFile(
  rolePath: string,
  part: RolePart,
  name: string | undefined,
  { files }: LoadSession,
): string | undefined {
  const base = join(rolePath, part, name ?? 'main');
  return [base, `${base}.yml`, `${base}.yaml`].find((path) => files.isFile(path));
}
