import { dirname, join, relative, sep } from 'node:path';
import { UnreadableFile } from '../../controller/file-error.ts';
import { kindOf } from '../../controller/file-kind.ts';
import { readBytes } from '../../controller/read-file.ts';
import { walkTree } from '../../controller/walk-tree.ts';
import type { Fingerprints } from '../../engine/review/fingerprints.ts';

/** Digests of a project's files, by their paths relative to the project's directory. */
export type FileDigests = Readonly<Record<string, string>>;

export interface ProjectFiles {
  /** The project's directory. */
  readonly root: string;
  /** Absolute paths of all files that were read, inside and outside the project. */
  readonly filesRead: ReadonlySet<string>;
  /** Additional directories whose files are included, such as an inventory outside the project. */
  readonly places: readonly string[];
}

/** Digests of the files that a plan was made from, and of files that its roles could copy. */
export function digestFiles({ root, filesRead, places }: ProjectFiles, fingerprints: Fingerprints): FileDigests {
  const read = [...filesRead].filter((path) => [root, ...places].some((place) => isBelow(path, place)));
  const deliverable = [...new Set(read.flatMap(placesBeside))].flatMap(filesBelow);
  const paths = [...new Set([...read, ...deliverable])].map((path) => [relative(root, path), path] as const);
  return Object.fromEntries(
    paths.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, path]) => [name, digestFile(path, fingerprints)]),
  );
}

/** The files that have changed, as `path (changed)`. */
export function changedFiles(before: FileDigests, root: string, fingerprints: Fingerprints): string[] {
  return Object.entries(before).flatMap(([name, digest]) => {
    const path = join(root, name);
    if (digest === digestFile(path, fingerprints)) return [];
    return [`${name} (${kindOf(path) === undefined ? 'removed' : 'changed'})`];
  });
}

const isBelow = (path: string, place: string): boolean =>
  path === place || path.startsWith(place.endsWith(sep) ? place : place + sep);

/** The directories files and templates of a role or a playbook. */
function placesBeside(path: string): string[] {
  const directory = dirname(path);
  const base = /[/\\](tasks|handlers|defaults|vars|meta)$/.test(directory) ? dirname(directory) : directory;
  return [join(base, 'files'), join(base, 'templates')];
}

function filesBelow(directory: string): string[] {
  if (kindOf(directory) !== 'a directory') return [];
  return walkTree(directory).entries.flatMap(({ type, path }) => (type === 'file' ? [path] : []));
}

function digestFile(path: string, fingerprints: Fingerprints): string {
  try {
    return fingerprints.ofText(readBytes(path));
  } catch (error) {
    if (error instanceof UnreadableFile) return 'unreadable';
    throw error;
  }
}
