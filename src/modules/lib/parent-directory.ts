import type { Query } from '../../query/query.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { ModuleFailure } from '../../module-api/module.ts';

/** The directory that a path is in. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The directories above a path, nearest last, without the root. */
export function ancestors(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}

/** Asks for the directory that a file is to be in. */
export const parentQuery = (path: string): Query<StatAnswer> => stat(parentOf(path));

/** Fails where there is no directory that the file could be in. A link may lead to one. */
export function requireParent(path: string, parent: StatAnswer): void {
  const directory = parentOf(path);
  if (!parent.exists)
    throw new ModuleFailure(
      `the directory ${directory} does not exist`,
      'Create it first, with file and state: directory.',
    );
  requireDirectory(directory, parent);
}

/** Fails where something that is no directory is at a path that must be one. */
export function requireDirectory(path: string, found: StatAnswer): void {
  if (found.exists && found.type !== 'directory' && found.type !== 'link')
    throw new ModuleFailure(
      `${path} is a ${found.type}, not a directory`,
      'Remove it first, with file and state: absent.',
    );
}
