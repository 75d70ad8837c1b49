import { isAbsolute, join } from 'node:path';
import type { Task } from '../types.ts';
import type { YamlFiles } from './yaml-files.ts';

export type SearchPath = Task['searchPath'];

/** Where a role's tasks, or a play's own, find files and templates: the role's, then those beside the playbook. */
export function searchPathOf(playbookDirectory: string, rolePath?: string): SearchPath {
  const bases = rolePath === undefined ? [playbookDirectory] : [rolePath, playbookDirectory];
  return {
    files: bases.flatMap((base) => [join(base, 'files'), base]),
    templates: bases.flatMap((base) => [join(base, 'templates'), base]),
  };
}

/** The first of the directories' files (or directories) of this path. */
export function findIn(directories: readonly string[], path: string, files: YamlFiles): string | undefined {
  const candidates = isAbsolute(path) ? [path] : directories.map((directory) => join(directory, path));
  return candidates.find((candidate) => files.isFile(candidate) || files.isDirectory(candidate));
}
