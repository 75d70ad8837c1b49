import { dirname, join, resolve } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';

export const PROJECT_FILE = 'provision.yml';

/**
 * Finds the project of a directory: the nearest directory upwards with a provision.yml. The search ends at a project without one (with a
 * playbooks/ directory) and at the root of a repository. Undefined if there is no project.
 */
export function findProject(from: string): string | undefined {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    if (kindOf(join(directory, PROJECT_FILE)) !== undefined) return directory;
    const isEnd = ['playbooks', '.git'].some((name) => kindOf(join(directory, name)) !== undefined);
    if (isEnd || dirname(directory) === directory) return undefined;
  }
}
