import { extname, join } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';

/** Resolves a name under playbooks/, or a path. For a missing playbook, returns the expected path. */
export function findPlaybook(name: string): string {
  const candidates = [name, ...['', '.yml', '.yaml'].map((extension) => join('playbooks', `${name}${extension}`))];
  const found = candidates.find((path) => !['a directory', undefined].includes(kindOf(path)));
  return found ?? (extname(name) ? name : join('playbooks', `${name}.yml`));
}
