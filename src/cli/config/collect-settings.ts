import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { toUnreadable, UnreadableFile } from '../../controller/file-error.ts';
import type { AnsibleSettings } from './ansible/read-settings.ts';
import { readAnsibleSettings } from './ansible/read-settings.ts';
import { findProject, PROJECT_FILE } from './find-project.ts';
import { readDefaults } from './read-defaults.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** A setting that is not set by a flag: its value and its source. */
export interface ConfigValue {
  /** The flag's name in commander. */
  readonly option: string;
  readonly value: unknown;
  readonly source: string;
}

export interface Collected {
  readonly values: readonly ConfigValue[];
  readonly ansible: AnsibleSettings;
}

const NOTHING: AnsibleSettings = { path: undefined, taken: [], left: [], warnings: [] };

/**
 * Settings from outside of the command line, each once: Ansible's environment variables take precedence over provision.yml, which takes
 * precedence over ansible.cfg. Mistakes are reported.
 */
export function collectSettings(
  env: Readonly<Record<string, string | undefined>>,
  diagnostics: DiagnosticList,
): Collected {
  const root = findProject(process.cwd());
  const own = root === undefined ? {} : readDefaults(root, diagnostics);
  const ansible = readAnsible(env, diagnostics);
  const ofProject = Object.entries(own).map(([option, value]) => ({
    option,
    value: value as unknown,
    source: PROJECT_FILE,
  }));
  const all = [
    ...ansible.taken.filter(({ isVariable }) => isVariable),
    ...ofProject,
    ...ansible.taken.filter(({ isVariable }) => !isVariable),
  ];
  return { values: all.filter((each, i) => all.findIndex(({ option }) => option === each.option) === i), ansible };
}

function readAnsible(env: Readonly<Record<string, string | undefined>>, diagnostics: DiagnosticList): AnsibleSettings {
  try {
    return readAnsibleSettings(process.cwd(), env);
  } catch (error) {
    const unreadable = error instanceof UnreadableFile ? error : toUnreadable('ansible.cfg', error);
    diagnostics.error({
      code: 'project-file',
      summary: unreadable.message,
      suggestion: remedyOf(unreadable),
      range: placeOf(unreadable.path),
    });
    return NOTHING;
  }
}
