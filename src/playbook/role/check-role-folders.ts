import { join } from 'node:path';
import { nearest } from '../../diagnostic/suggest.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { displayPath } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';

/** The folders of a role that are read. */
const FOLDERS = [
  'tasks',
  'handlers',
  'defaults',
  'vars',
  'meta',
  'verify',
  'opening',
  'closing',
  'templates',
  'files',
  'library',
  'filter_plugins',
  'test_plugins',
];
/** Common folders beside them. */
const OTHERS = ['test', 'tests', 'doc', 'docs', 'molecule', 'module_utils', 'lookup_plugins'];

/** Warns of folders whose name resembles that of a folder which the role lacks. */
export function checkRoleFolders(path: string, { files, diagnostics }: LoadSession): void {
  const names = files.list(path);
  const missing = FOLDERS.filter((folder) => !names.includes(folder));
  for (const name of names) {
    if (FOLDERS.includes(name) || OTHERS.includes(name) || !files.isDirectory(join(path, name))) continue;
    const meant = nearest(name, missing);
    if (meant === undefined) continue;
    const shown = displayPath(join(path, name));
    diagnostics.warning({
      code: 'role-folder-ignored',
      summary: `${shown} is not read: a role has no folder ${name}`,
      suggestion: `Did you mean ${meant}? Run \`mv ${shown} ${displayPath(join(path, meant))}\`.`,
      range: placeOf(shown),
    });
  }
}
