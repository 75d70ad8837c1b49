import type { Task, TaskItem } from '../../playbook/types.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';

/** The tasks of a list that are known before the run: including those in blocks and in includes that were read ahead. */
export function plainTasks<Place extends VariablePlace | undefined>(
  items: readonly TaskItem[],
  place: Place,
): { readonly task: Task; readonly place: Place }[] {
  return items.flatMap((item) => {
    if (item.kind === 'task') return [{ task: item, place }];
    if (item.kind === 'block') return plainTasks(item.block, place);
    const [only] = item.candidates;
    return only && item.candidates.length === 1 && !item.loop ? plainTasks(only.items, place) : [];
  });
}
