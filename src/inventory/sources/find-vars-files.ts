import { readdirSync, realpathSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UnreadableFile } from '../../controller/file-error.ts';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';

/** In search order; the first existing file is used. */
const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** A group_vars or host_vars directory, which is listed once. */
export interface VarsDirectory {
  readonly path: string;
  readonly entries: ReadonlySet<string>;
}

export interface FoundVarsFiles {
  readonly files: readonly string[];
  /** Files that also match the name but are ignored. */
  readonly shadowed: readonly string[];
}

/** Undefined if the directory does not exist. Throws `UnreadableFile`, or an error of the file system. */
export function listVarsDirectory(path: string): VarsDirectory | undefined {
  const kind = kindOf(path);
  if (kind === undefined) return undefined;
  if (kind !== 'a directory') throw new UnreadableFile(path, 'it is not a directory');
  return { path, entries: new Set(readdirSync(path)) };
}

/** The files for a group or host: one file, or all files in a directory of its name. Undefined if there are none. */
export function findVarsFiles(directory: VarsDirectory, name: string): FoundVarsFiles | undefined {
  const candidates = EXTENSIONS.map((extension) => name + extension).filter((entry) => directory.entries.has(entry));
  const [first, ...others] = candidates.map((entry) => join(directory.path, entry));
  if (first === undefined) return undefined;
  const isDirectory = kindOf(first) === 'a directory';
  return { files: isDirectory ? filesWithin(first) : [first], shadowed: others };
}

/** Everything except directories counts as a file, so that reading it reports its type. A directory that links to itself is read once. */
function filesWithin(directory: string, around: readonly string[] = []): string[] {
  const real = realpathSync(directory);
  if (around.includes(real)) return [];
  return listDirectory(directory)
    .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    .flatMap((name) => {
      const path = join(directory, name);
      const isDirectory = kindOf(path) === 'a directory';
      if (isDirectory) return extname(name) === '' ? filesWithin(path, [...around, real]) : [];
      return EXTENSIONS.includes(extname(name)) ? [path] : [];
    });
}
