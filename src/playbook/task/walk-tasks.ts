import type { Handler, Include, Play, Task, TaskItem } from '../types.ts';

/** All tasks and includes below the items, in order, including those that are known of includes. */
export function* walkItems(items: readonly TaskItem[]): Generator<Task | Include> {
  for (const item of items) {
    if (item.kind === 'block') {
      yield* walkItems([...item.block, ...item.rescue, ...item.always]);
    } else {
      yield item;
      if (item.kind === 'task' && item.include) yield* walkItems([item.include]);
      if (item.kind === 'include') yield* walkItems(item.candidates.flatMap(({ items: inner }) => inner));
    }
  }
}

/** The task lists of a play, including those of its roles. */
export const itemsOf = ({ preTasks, roles, tasks, postTasks }: Play): TaskItem[] => [
  ...preTasks,
  ...roles.flatMap(({ role }) => [...role.tasks, ...role.verify]),
  ...tasks,
  ...postTasks,
];

/** All tasks and includes of a play and its handlers. */
export const tasksOf = (play: Play): (Task | Include)[] => [
  ...walkItems(itemsOf(play)),
  ...walkItems(handlersOf(play)),
];

/** All handlers of a play: its own, those of its roles, and those of its includes. */
export function handlersOf(play: Play): Handler[] {
  const own = [...play.handlers, ...play.roles.flatMap(({ role }) => role.handlers)];
  const items = [...play.preTasks, ...play.tasks, ...play.postTasks, ...play.roles.flatMap(({ role }) => role.tasks)];
  const included = [...walkItems([...items, ...own])].flatMap((item) =>
    item.kind === 'include' ? item.candidates.flatMap(({ handlers }) => handlers) : [],
  );
  return [...own, ...included];
}
