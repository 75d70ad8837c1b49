import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isAbsent } from '../../controller/file-error.ts';

/** In the order in which they are looked for; the first that is there is taken. */
const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** A group_vars or host_vars directory, listed once. */
export interface VarsDirectory {
  readonly path: string;
  readonly entries: ReadonlySet<string>;
}

export interface FoundVarsFiles {
  readonly files: readonly string[];
  /** Files that have the right name too, but come second. */
  readonly shadowed: readonly string[];
}

/** Undefined where there is no such directory. */
export async function listVarsDirectory(path: string): Promise<VarsDirectory | undefined> {
  try {
    return { path, entries: new Set(await readdir(path)) };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The files for one group or host: one file, or all those in a directory of its name. Undefined when there are none. */
export async function findVarsFiles(directory: VarsDirectory, name: string): Promise<FoundVarsFiles | undefined> {
  const candidates = EXTENSIONS.map((extension) => name + extension).filter((entry) => directory.entries.has(entry));
  const [first, ...others] = candidates.map((entry) => join(directory.path, entry));
  if (first === undefined) return undefined;
  const isDirectory = (await stat(first)).isDirectory();
  return { files: isDirectory ? await filesWithin(first) : [first], shadowed: others };
}

async function filesWithin(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files: string[] = [];
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (name.startsWith('.') || name.endsWith('~')) continue;
    const path = join(directory, name);
    const found = await stat(path);
    if (found.isDirectory() && extname(name) === '') files.push(...(await filesWithin(path)));
    else if (found.isFile() && EXTENSIONS.includes(extname(name))) files.push(path);
  }
  return files;
}
