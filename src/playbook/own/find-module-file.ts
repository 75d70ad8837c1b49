import { extname, join } from 'node:path';
import { isCode } from '../../controller/is-code.ts';
import type { LoadSession } from '../load-session.ts';
import { libraryPath } from './library-path.ts';

const NO_MODULE = ['.md', '.rst', '.txt', '.yml', '.yaml', '.json', '.ini', '.pyc', '.ps1', '.swp', '.orig'];

/** The file of a project's own module: the file's name is the module's name with any extension. */
export function findModuleFile(name: string, session: LoadSession): string | undefined {
  const short = name.slice(name.lastIndexOf('.') + 1);
  for (const directory of libraryPath(name, session)) {
    const files = session.files.list(directory).filter((file) => moduleNameOf(file) === short);
    const found = files.sort(codeFirst).at(0);
    if (found !== undefined && session.files.isFile(join(directory, found))) return join(directory, found);
  }
  return undefined;
}

/** The module's name for a file in a library; undefined if the file is not a module. */
export function moduleNameOf(file: string): string | undefined {
  if (file.startsWith('.') || file.startsWith('_') || NO_MODULE.includes(extname(file)) || file.endsWith('.d.ts'))
    return undefined;
  return file.slice(0, file.length - extname(file).length);
}

/** If two files have the same name, the one in JavaScript is used here, and the other is for Ansible. */
const codeFirst = (a: string, b: string): number => Number(isCode(b)) - Number(isCode(a)) || (a < b ? -1 : 1);

/** The names of the project's own modules, for suggestions. */
export const ownModuleNames = (session: LoadSession): string[] =>
  libraryPath('', session).flatMap((directory) =>
    session.files.list(directory).flatMap((file) => moduleNameOf(file) ?? []),
  );
