import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { requireDirectory } from '../../module-api/required-directory.ts';
import { ancestors, requireParent } from './parent-directory.ts';
import type { FoundFile } from './file-target.ts';
import type { Query } from '../../query/query.ts';
import type { FileHashAnswer } from '../../query/files/file-hash.ts';
import { fileHash } from '../../query/files/file-hash.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

export interface DestinationQueries {
  readonly [name: string]: Query | readonly Query[];
  /** The stat of dest, and of the file's name within dest. */
  readonly stats: readonly Query<StatAnswer>[];
  readonly hashes: readonly Query<FileHashAnswer>[];
  /** The parent directories, including dest if it ends with a slash. */
  readonly directories: readonly Query<StatAnswer>[];
}
export type FoundDestination = Answers<DestinationQueries>;

/** The path of a single file: `dest` itself, or within `dest` if it is a directory or ends with a slash. */
export interface Destination {
  readonly dest: string;
  /** The file's name within a directory; undefined if `dest` must be the file itself. */
  readonly name: string | undefined;
}

export interface ResolvedDestination extends FoundFile {
  readonly path: string;
  /** Directories to create, parents first. */
  readonly missing: readonly string[];
}

export const trimSlash = (path: string): string => (path.endsWith('/') ? path.replace(/(?<=.)\/+$/, '') : path);

/** The possible paths of the file. */
export const candidates = ({ dest, name }: Destination): string[] =>
  name === undefined ? [dest] : [trimSlash(dest), `${dest === '/' ? '' : trimSlash(dest)}/${name}`];

/** The directories that must exist. */
export const directoriesOf = ({ dest }: Destination): string[] => [
  ...ancestors(trimSlash(dest)),
  ...(dest.endsWith('/') ? [trimSlash(dest)] : []),
];

export const destinationQueries = (destination: Destination): DestinationQueries => ({
  stats: candidates(destination).map((path) => stat(path)),
  hashes: candidates(destination).map((path) => fileHash(path)),
  directories: directoriesOf(destination).map((path) => stat(path)),
});

/** The path of the file, depending on the current state. Directories are created only for a dest that ends with a slash. */
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
  // a link without content points to a directory, or is broken
  if (hashes[0] !== null || inside?.exists) return inside?.exists === true;
  throw new ModuleFailure(`${dest} is a link to something that is not a file`, 'End it with / if it is a directory.');
}
