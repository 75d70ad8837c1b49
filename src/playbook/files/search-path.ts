import { isAbsolute, join } from 'node:path';
import type { SearchPath } from '../types.ts';
import type { YamlFiles } from './yaml-files.ts';

/** Where a role's tasks, or a play's own, find files, templates and variables: the role's, then those beside the playbook. */
export function searchPathOf(playbookDirectory: string, rolePath?: string): SearchPath {
  const bases = rolePath === undefined ? [playbookDirectory] : [rolePath, playbookDirectory];
  return {
    files: bases.flatMap((base) => [join(base, 'files'), base]),
    templates: bases.flatMap((base) => [join(base, 'templates'), base]),
    vars: bases.flatMap((base) => [join(base, 'vars'), base]),
  };
}

/** The first of the directories' files or directories of this path; `kind`: only such. */
export function findIn(
  directories: readonly string[],
  path: string,
  files: YamlFiles,
  kind?: 'file' | 'directory',
): string | undefined {
  const candidates = isAbsolute(path) ? [path] : directories.map((directory) => join(directory, path));
  return candidates.find(
    (candidate) =>
      (kind !== 'directory' && files.isFile(candidate)) || (kind !== 'file' && files.isDirectory(candidate)),
  );
}
