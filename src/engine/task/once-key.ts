import { fileNameOf } from '../../values/file-name.ts';
import type { NodeContext } from './node-context.ts';
import type { TaskEntry } from './task-entry.ts';

/**
 * Names an item of a run_once task in the run, or its list of items: the same on all hosts, and another for each turn of an include's loop. `add_host`
 * runs once in each batch of a rolling play.
 */
export const onceKey = (
  { label, steps, run }: Pick<NodeContext, 'label' | 'steps' | 'run'>,
  { task, index }: Pick<TaskEntry, 'task'> & { readonly index: number | 'items' },
): string => {
  const batch = task.module.name === 'add_host' ? run.steps().hosts : [];
  return [fileNameOf(label.node.part), ...batch, ...steps.position, task.id, index].join(':');
};
