import { extname, join } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';

/** Resolves a name under playbooks/, or a path. For a missing playbook, returns the expected path. */
export function findPlaybook(name: string): string {
  const candidates = [name, ...['', '.yml', '.yaml'].map((extension) => join('playbooks', `${name}${extension}`))];
  const found = candidates.find((path) => !['a directory', undefined].includes(kindOf(path)));
  const isPath = extname(name) !== '' || /^\.{1,2}$|\/$/.test(name);
  return found ?? (isPath ? name : join('playbooks', `${name}.yml`));
}
