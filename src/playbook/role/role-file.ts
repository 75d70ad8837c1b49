import { join } from 'node:path';
import { UnreadableFile } from '../../controller/file-error.ts';
import { displayPath, reportUnreadable } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';

export type RolePart = 'tasks' | 'handlers' | 'defaults' | 'vars' | 'meta' | 'verify' | 'opening' | 'closing';

/** The file of a role's part: the main file or its replacement. */
export function findRoleFile(
  rolePath: string,
  part: RolePart,
  name: string | undefined,
  { files, diagnostics }: LoadSession,
): string | undefined {
  const base = join(rolePath, part, name ?? 'main');
  const [, ...named] = [base, `${base}.yml`, `${base}.yaml`];
  const found = [base, ...named].find((path) => files.isFile(path));
  const directory = found === undefined ? named.find((path) => files.isDirectory(path)) : undefined;
  if (directory !== undefined)
    reportUnreadable(new UnreadableFile(displayPath(directory), 'it is a directory'), diagnostics);
  return found;
}

/** The files of `defaults/main/` or `vars/main/`, which replace a main file; empty if there is no such directory. */
export function listRoleFiles(rolePath: string, part: 'defaults' | 'vars', { files }: LoadSession): string[] {
  const directory = join(rolePath, part, 'main');
  return files
    .list(directory)
    .filter((name) => /^[^.].*\.(ya?ml|json)$/.test(name))
    .map((name) => join(directory, name));
}
