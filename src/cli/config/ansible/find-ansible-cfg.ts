import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { kindOf } from '../../../controller/file-kind.ts';

export interface FoundConfig {
  /** Absolute path of the file in effect; undefined if there is none. */
  readonly path?: string | undefined;
  /** Why an existing file is ignored. */
  readonly warning?: string | undefined;
}

const NAME = 'ansible.cfg';

/** Finds Ansible's configuration in Ansible's order: ANSIBLE_CONFIG, the directory of the project, the user's home, /etc/ansible. */
export function findAnsibleCfg(directory: string, env: Readonly<Record<string, string | undefined>>): FoundConfig {
  const named = env['ANSIBLE_CONFIG'];
  if (named) {
    const path = resolve(directory, withHome(named, env));
    const file = kindOf(path) === 'a directory' ? join(path, NAME) : path;
    if (kindOf(file) !== undefined) return { path: file };
  }
  const missing = named ? `ANSIBLE_CONFIG: there is no file ${named}` : undefined;
  const here = join(directory, NAME);
  const isHere = kindOf(here) !== undefined;
  if (isHere && !isWorldWritable(directory)) return { path: here, warning: missing };
  const warning = isHere ? `${here} is not read, since everyone may write to its directory` : undefined;
  const home = env['HOME'];
  const others = [...(home ? [join(home, `.${NAME}`)] : []), join('/etc/ansible', NAME)];
  return { path: others.find((path) => kindOf(path) !== undefined), warning: missing ?? warning };
}

export const withHome = (path: string, { HOME = '' }: Readonly<Record<string, string | undefined>>): string =>
  path.replace(/^~(?=\/|$)/, HOME);

const isWorldWritable = (directory: string): boolean => (statSync(directory).mode & 0o002) !== 0;
