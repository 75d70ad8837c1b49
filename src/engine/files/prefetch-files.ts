import { NO_NAMES } from '../../expression/no-names.ts';
import type { Task } from '../../playbook/types.ts';
import type { LocalFiles } from './local-files.ts';
import { constantParamsOf } from '../render/render-task.ts';

/**
 * Begins to read the files that tasks name outright, so that large ones have been read by the time that hosts have been connected to.
 * What can't be read is told when the task's turn comes.
 */
export function readAhead(tasks: readonly Task[], files: LocalFiles): void {
  for (const task of tasks) {
    if (task.when.length > 0 || task.loop !== undefined) continue;
    const parsed = constantParamsOf(task);
    if (parsed?.ok !== true || parsed.bound.kind === 'control') continue;
    for (const input of Object.values(parsed.bound.inputs())) {
      if (input.as !== 'template') files.load(input, task.searchPath, NO_NAMES).catch(() => undefined);
    }
  }
}
