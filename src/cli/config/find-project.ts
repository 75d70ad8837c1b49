import { dirname, join, resolve } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';

export const PROJECT_FILE = 'provision.yml';

/**
 * The directory of the project that a directory is in: the nearest one upwards that has a provision.yml. The search ends at a project without
 * one (it has a playbooks/ folder) and at the root of a repository. Undefined: it is in none.
 */
export function findProject(from: string): string | undefined {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    if (kindOf(join(directory, PROJECT_FILE)) === 'file') return directory;
    const isEnd = ['playbooks', '.git'].some((name) => kindOf(join(directory, name)) !== undefined);
    if (isEnd || dirname(directory) === directory) return undefined;
  }
}
