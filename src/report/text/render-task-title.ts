import type { TaskFinished, TaskLabel } from '../../engine/events.ts';

/** `role : task`, or the task alone where it belongs to no role; a task without a name goes by its module. */
export function renderTaskTitle(task: TaskLabel): string {
  const name = task.name || task.module;
  return task.role === undefined ? name : `${task.role} : ${name}`;
}

type Result = Pick<TaskFinished, 'task' | 'item'> & { readonly handler?: string | undefined };

/** The title with what tells apart the results of one task: the loop's item; a handler is marked. */
export function renderResultTitle({ task, item, handler }: Result): string {
  const title = renderTaskTitle(task);
  return `${title}${item === undefined ? '' : ` (${item})`}${handler === undefined ? '' : ' [handler]'}`;
}
