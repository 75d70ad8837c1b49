import { join } from 'node:path';
import { nearest } from '../../diagnostic/suggest.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
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

/** Warns of folders and files whose name resembles that of a folder which the role lacks. */
export function checkRoleFolders(path: string, { files, diagnostics }: LoadSession): void {
  const names = files.list(path);
  const missing = FOLDERS.filter((folder) => !names.includes(folder));
  for (const name of names) {
    if (!files.isDirectory(join(path, name))) {
      checkFile(path, name, missing, diagnostics);
      continue;
    }
    if (FOLDERS.includes(name) || OTHERS.includes(name)) continue;
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

/** Warns of `tasks.yml` and `main.yml` beside the folders. */
function checkFile(path: string, name: string, missing: readonly string[], diagnostics: DiagnosticList): void {
  const [, stem] = /^(\w+)\.ya?ml$/.exec(name) ?? [];
  const folder = stem === 'main' ? 'tasks' : stem;
  if (folder === undefined || !missing.includes(folder) || !WITH_MAIN.includes(folder)) return;
  const [from, to] = [displayPath(join(path, name)), displayPath(join(path, folder))];
  diagnostics.warning({
    code: 'role-folder-ignored',
    summary: `${from} is not read: a role has its ${folder} in ${folder}/main.yml`,
    suggestion: `Run \`mkdir ${to} && mv ${from} ${to}/main.yml\`.`,
    range: placeOf(from),
  });
}

/** The folders whose main.yml is read. */
const WITH_MAIN: readonly string[] = ['tasks', 'handlers', 'defaults', 'vars', 'meta', 'verify'];
