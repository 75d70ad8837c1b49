import type { TaskFinished, TaskLabel } from '../../engine/events.ts';

/** `role : task`, or only the task outside of roles; a task without a name is shown as its module. */
export function renderTaskTitle(task: TaskLabel): string {
  const name = task.name || task.module;
  return task.role === undefined ? name : `${task.role} : ${name}`;
}

type Result = Pick<TaskFinished, 'task' | 'item'> & { readonly handler?: string | undefined };

/** The title with the loop's item, which distinguishes the results of a task; handlers are marked. */
export function renderResultTitle({ task, item, handler }: Result): string {
  const title = renderTaskTitle(task);
  return `${title}${item === undefined ? '' : ` (${item})`}${handler === undefined ? '' : ' [handler]'}`;
}
