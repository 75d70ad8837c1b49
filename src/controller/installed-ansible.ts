import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Ansible as it is installed on this machine. Nothing of it is run: its modules are read, and run on hosts. */
export interface InstalledAnsible {
  /** The Python that it is installed for. */
  readonly python: string;
  /** The package's directory. */
  readonly directory: string;
  /** `ansible_collections` beside it, where there are any. */
  readonly collections?: string | undefined;
}

const WHERE = `
import importlib.util, json
def at(name):
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return places[0] if places else None
print(json.dumps([at('ansible'), at('ansible_collections')]))`;

let known: { readonly found: InstalledAnsible | undefined } | undefined;

/** Looked for once: it costs the start of a Python. Undefined where there is none. */
export function findInstalledAnsible(): InstalledAnsible | undefined {
  known ??= { found: find() };
  return known.found;
}

function find(): InstalledAnsible | undefined {
  const python = pythonOf('ansible-playbook') ?? 'python3';
  const { status, stdout } = spawnSync(python, ['-c', WHERE], {
    encoding: 'utf8',
    env: process.env,
    timeout: 30_000,
  });
  if (status !== 0) return undefined;
  const [directory, collections] = JSON.parse(stdout) as [string | null, string | null];
  return directory === null ? undefined : { python, directory, collections: collections ?? undefined };
}

/** The interpreter of a command's script: where pipx has installed it, its packages are known to that one alone. */
function pythonOf(command: string): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, command));
  const path = paths.find(isExecutable);
  return path === undefined ? undefined : /^#!\s*(\/\S*python[\d.]*)\s*$/m.exec(readFileSync(path, 'latin1'))?.[1];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
