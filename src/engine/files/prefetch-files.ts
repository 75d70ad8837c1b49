import { NO_NAMES } from '../../expression/no-names.ts';
import type { Task } from '../../playbook/types.ts';
import type { LocalFiles } from './local-files.ts';
import { constantParamsOf } from '../render/render-task.ts';

import { withoutLocalCommands } from '../../controller/run-locally.ts';

const NOTHING = { scope: NO_NAMES, within: withoutLocalCommands };

/**
 * Starts to read the files that tasks name literally, so that large files are ready when the hosts have been connected.
 * Unreadable files are reported when the task runs.
 */
export function readAhead(tasks: readonly Task[], files: LocalFiles): void {
  for (const task of tasks) {
    if (task.when.length > 0 || task.loop !== undefined) continue;
    const parsed = constantParamsOf(task);
    if (parsed?.ok !== true || parsed.bound.kind === 'control') continue;
    for (const input of Object.values(parsed.bound.inputs())) {
      if (input.as !== 'template') files.load(input, task.searchPath, NOTHING).catch(() => undefined);
    }
  }
}
