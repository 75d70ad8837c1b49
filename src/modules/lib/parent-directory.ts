import type { Query } from '../../query/query.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { requireExisting } from '../../module-api/required-directory.ts';

/** The parent directory of a path. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The parent directories of a path, outermost first, without the root. */
export function ancestors(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}

/** Queries the directory of a file. */
export const parentQuery = (path: string): Query<StatAnswer> => stat(parentOf(path));

/** Fails if the directory of a file does not exist. A link to a directory is accepted. */
export const requireParent = (path: string, parent: StatAnswer): void => requireExisting(parentOf(path), parent);
