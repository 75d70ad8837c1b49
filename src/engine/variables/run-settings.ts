import type { RunOptions } from '../run-options.ts';

/** The version of Ansible whose semantics roles can rely on. */
const VERSION = { full: '2.14.18', string: '2.14.18', major: 2, minor: 14, revision: 18 };

/** The magic variables that describe how the run was started. */
export function runSettings(options: Omit<RunOptions, 'sink'>): Readonly<Record<string, unknown>> {
  const { tags, forks, verbosity, withDiff, inventorySources, limit } = options;
  return {
    ansible_version: VERSION,
    ansible_run_tags: tags.only.length > 0 ? tags.only : ['all'],
    ansible_skip_tags: tags.skip,
    ansible_forks: forks,
    ansible_verbosity: verbosity,
    ansible_diff_mode: withDiff,
    ansible_inventory_sources: inventorySources,
    ansible_config_file: null,
    ...(limit && { ansible_limit: [...limit].map(({ name }) => name).join(',') }),
  };
}
