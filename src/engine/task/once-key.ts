import { fileNameOf } from '../../values/file-name.ts';
import type { NodeContext } from './node-context.ts';
import type { TaskEntry } from './task-entry.ts';

/** Names an item of a run_once task in the run: the same on all hosts, and another for each turn of an include's loop. */
export const onceKey = ({ label, steps }: Pick<NodeContext, 'label' | 'steps'>, { task, index }: TaskEntry): string =>
  [fileNameOf(label.node.part), ...steps.position, task.id, index].join(':');
