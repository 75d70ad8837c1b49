import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { ancestors, requireDirectory, requireParent } from './parent-directory.ts';
import type { FoundFile } from './file-target.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

export interface DestinationQueries {
  readonly [name: string]: Query | readonly Query[];
  /** What is at dest, and in it under the file's own name. */
  readonly stats: readonly Query<StatAnswer>[];
  readonly hashes: readonly Query<FileHashAnswer>[];
  /** The directories above, and for a dest that ends with a slash itself. */
  readonly directories: readonly Query<StatAnswer>[];
}
export type FoundDestination = Answers<DestinationQueries>;

/** Where a single file goes: `dest` itself or, where that is a directory or ends with a slash, into it. */
export interface Destination {
  readonly dest: string;
  /** The file's name in a directory; undefined: `dest` can only be the file itself. */
  readonly name: string | undefined;
}

export interface ResolvedDestination extends FoundFile {
  readonly path: string;
  /** Directories to be made, the outermost first. */
  readonly missing: readonly string[];
}

export const trimSlash = (path: string): string => (path.endsWith('/') ? path.replace(/(?<=.)\/+$/, '') : path);

/** The paths that the file may come to be at. */
export const candidates = ({ dest, name }: Destination): string[] =>
  name === undefined ? [dest] : [trimSlash(dest), `${dest === '/' ? '' : trimSlash(dest)}/${name}`];

/** The directories that must be there. */
export const directoriesOf = ({ dest }: Destination): string[] => [
  ...ancestors(trimSlash(dest)),
  ...(dest.endsWith('/') ? [trimSlash(dest)] : []),
];

export const destinationQueries = (destination: Destination): DestinationQueries => ({
  stats: candidates(destination).map((path) => stat(path)),
  hashes: candidates(destination).map((path) => fileHash(path)),
  directories: directoriesOf(destination).map((path) => stat(path)),
});

/** Where the file goes, by what is there. Only the directories of a dest that ends with a slash are made. */
export function resolveDestination(destination: Destination, found: FoundDestination): ResolvedDestination {
  const index = isDirectory(destination, found) ? 1 : 0;
  const directories = directoriesOf(destination);
  directories.forEach((path, i) => requireDirectory(path, found.directories[i] ?? { exists: false }));
  const path = candidates(destination)[index] ?? destination.dest;
  const missing = directories.filter((_, i) => found.directories[i]?.exists === false);
  const parent = found.directories.at(-1);
  if (!destination.dest.endsWith('/') && index === 0 && parent) requireParent(path, parent);
  return {
    path,
    self: found.stats[index] ?? { exists: false },
    hash: found.hashes[index] ?? null,
    missing: destination.dest.endsWith('/') ? missing : [],
  };
}

function isDirectory({ dest, name }: Destination, { stats, hashes }: FoundDestination): boolean {
  if (name === undefined) return false;
  const [self, inside] = stats;
  if (dest.endsWith('/')) return true;
  if (!self?.exists || self.type !== 'link') return self?.exists === true && self.type === 'directory';
  // a link without content leads to a directory, or nowhere
  if (hashes[0] !== null || inside?.exists) return inside?.exists === true;
  throw new ModuleFailure(`${dest} is a link to something that is not a file`, 'End it with / if it is a directory.');
}
