import { dirname, isAbsolute, join } from 'node:path';
import type { SearchPath } from '../types.ts';
import type { YamlFiles } from './yaml-files.ts';

/** Where tasks of a role or a play find files, templates and variables: in the role, then next to the playbook. */
export function searchPathOf(playbookDirectory: string, rolePath?: string): SearchPath {
  const bases = rolePath === undefined ? [playbookDirectory] : [rolePath, playbookDirectory];
  return {
    files: bases.flatMap((base) => [join(base, 'files'), base]),
    templates: bases.flatMap((base) => [join(base, 'templates'), base]),
    vars: bases.flatMap((base) => [join(base, 'vars'), base]),
  };
}

/** As in Ansible, a template in a subdirectory also finds the templates beside it. */
export function besideTemplate<T extends Pick<SearchPath, 'templates'>>(place: T, template: string): T {
  const directory = dirname(template);
  return place.templates.includes(directory) ? place : { ...place, templates: [...place.templates, directory] };
}

/** The first match of the path in the directories; `kind`: only files or only directories. */
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
