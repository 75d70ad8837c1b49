import type { Playbook, Task, TaskItem } from '../../playbook/types.ts';

/** Every name that a task of the playbook may set for its host, as far as that can be read ahead. */
export function settableNames({ plays }: Playbook): ReadonlySet<string> {
  const lists = plays.flatMap(({ preTasks, tasks, postTasks, handlers, roles }) => [
    ...[preTasks, tasks, postTasks, handlers],
    ...roles.flatMap(({ role }) => [role.tasks, role.handlers, role.verify]),
  ]);
  return new Set([...tasksIn(lists.flat())].flatMap(({ mayDefine = [] }) => mayDefine));
}

/** The tasks of a list, with those of its blocks, and those that it may include as far as that can be read ahead. */
export function* tasksIn(items: readonly TaskItem[]): Generator<Task> {
  for (const item of items) {
    if (item.kind === 'task') yield item;
    if (item.kind === 'task' && item.include) yield* tasksIn([item.include]);
    if (item.kind === 'block') yield* tasksIn([...item.block, ...item.rescue, ...item.always]);
    if (item.kind === 'include') for (const { items: included } of item.candidates) yield* tasksIn(included);
  }
}
