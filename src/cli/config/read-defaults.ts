import { join, relative } from 'node:path';
import { toUnreadable } from '../../controller/file-error.ts';
import { readText } from '../../controller/read-file.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { readBoolean, readStrings } from '../../yaml/read-value.ts';
import { PROJECT_FILE } from './find-project.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** The defaults in provision.yml for all commands of a project; flags override them. Paths are relative to the project. */
export interface ProjectDefaults {
  readonly inventory?: readonly string[];
  readonly vaultPasswordFile?: readonly string[];
  readonly rolesPath?: readonly string[];
  /** Keep replaced files on the hosts, for restore. */
  readonly backup?: boolean;
  /** Run modules of the Ansible that is installed on this machine, for modules that provision lacks. */
  readonly ansibleModules?: boolean;
}

/** The keys of provision.yml, and the flag that each is the default of. */
const KEYS = {
  inventory: 'inventory',
  vault_password_file: 'vaultPasswordFile',
  roles_path: 'rolesPath',
} as const satisfies Record<string, Exclude<keyof ProjectDefaults, 'backup' | 'ansibleModules'>>;
const FLAGS = { backup: 'backup', ansible_modules: 'ansibleModules' } as const;

/** Reads the defaults of the project in a directory. */
export function readDefaults(root: string, diagnostics: DiagnosticList): ProjectDefaults {
  const path = join(root, PROJECT_FILE);
  const text = readOrReport(path, diagnostics);
  const node = text === undefined ? undefined : loadYaml({ path: PROJECT_FILE, text }, {}, diagnostics);
  const defaults: { -readonly [K in keyof ProjectDefaults]: ProjectDefaults[K] } = {};
  if (!node || (node.kind === 'scalar' && node.value === null)) return defaults;
  const entries = readMapping(
    node,
    { what: PROJECT_FILE, known: ['project', ...Object.keys(FLAGS), ...Object.keys(KEYS)] },
    diagnostics,
  );
  for (const [key, name] of Object.entries(KEYS)) {
    const value = entries?.get(key)?.value;
    const strings = value && readStrings(value, key, diagnostics);
    if (strings) defaults[name] = strings;
  }
  for (const [key, name] of Object.entries(FLAGS)) {
    const node = entries?.get(key)?.value;
    const flag = node && readBoolean(node, key, diagnostics);
    if (flag !== undefined) defaults[name] = flag;
  }
  return defaults;
}

function readOrReport(path: string, diagnostics: DiagnosticList): string | undefined {
  const shown = relative('', path);
  try {
    return readText(path, { shown });
  } catch (error) {
    const unreadable = toUnreadable(shown, error);
    diagnostics.error({
      code: 'project-file',
      summary: unreadable.message,
      suggestion: remedyOf(unreadable),
      range: placeOf(shown),
    });
    return undefined;
  }
}
