import { basename, dirname, join, resolve } from 'node:path';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';
import { decodeText, readBytes } from '../../controller/read-file.ts';
import { UnreadableFile } from '../../controller/file-error.ts';

/** A role or playbook that is examined separately. */
export interface Unit {
  readonly kind: 'role' | 'playbook';
  readonly name: string;
  /** An absolute path. */
  readonly path: string;
}

/** The units at a path: a playbook, a role, or all roles and playbooks of a project or collection. */
export function findUnits(path: string): Unit[] {
  const at = resolve(path);
  if (kindOf(at) !== 'a directory') return kindOf(at) === undefined ? [] : [unitOf('playbook', at)];
  if (isRole(at)) return [unitOf('role', at)];
  const roles = [at, join(at, 'roles')].flatMap(directoriesIn).filter(isRole);
  const playbooks = [at, join(at, 'playbooks')].flatMap(filesIn).filter(isPlaybook);
  const below = roles.length + playbooks.length > 0 ? [] : directoriesIn(at).flatMap(findUnits);
  return [...playbooks.map((each) => unitOf('playbook', each)), ...roles.map((each) => unitOf('role', each)), ...below];
}

const unitOf = (kind: Unit['kind'], path: string): Unit => ({
  kind,
  path,
  name: kind === 'role' ? basename(path) : join(basename(dirname(path)), basename(path)),
});

const isRole = (path: string): boolean =>
  ['tasks', 'handlers', 'meta'].some((part) =>
    ['main.yml', 'main.yaml'].some((file) => kindOf(join(path, part, file))),
  );

const entriesOf = (path: string): string[] =>
  kindOf(path) === 'a directory' ? listDirectory(path).map((name) => join(path, name)) : [];

const directoriesIn = (path: string): string[] =>
  entriesOf(path).filter((each) => !basename(each).startsWith('.') && kindOf(each) === 'a directory');

const filesIn = (path: string): string[] =>
  entriesOf(path).filter((each) => /\.ya?ml$/.test(each) && !basename(each).startsWith('.') && kindOf(each) === 'file');

function isPlaybook(path: string): boolean {
  try {
    return /^[ \t]*(?:-[ \t]+)?(?:hosts|(?:ansible\.builtin\.)?import_playbook):/m.test(
      decodeText(readBytes(path), path),
    );
  } catch (error) {
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}
