import { isUnknown } from '../../values/unknown.ts';
import { isOmit } from '../../expression/omit.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Scope, Templated } from '../../expression/compiled.ts';
import type { Task } from '../../playbook/types.ts';
import { positionAt } from '../../diagnostic/source-range.ts';
import type { NodeId } from '../../plan/ids.ts';
import type { EventSink, TaskLabel } from '../events.ts';
import type { TaskResult } from './task-result.ts';
import type { TaskEntry } from '../task/task-entry.ts';

/** The node of a task, as named in events. */
export interface NodeLabel {
  readonly host: string;
  readonly play: string;
  readonly node: NodeId;
}

/** Reports the result of a task or a handler. */
export function reportEnd(sink: EventSink, node: NodeLabel, entry: TaskEntry, end: TaskResult): void {
  const { delegatedTo, asHandler } = entry;
  const item = itemOf(entry);
  const fields = {
    ...node,
    node: node.node.toString(),
    task: labelOf(entry),
    ...(item !== undefined && { item }),
    ...(delegatedTo !== undefined && { delegatedTo }),
    status: end.status,
    changes: end.changes,
    ms: end.ms,
    ...(end.message !== undefined && { message: end.message }),
    ...(end.failure && { failure: end.failure }),
    ...(end.output && { output: end.output }),
    ...(end.mayChangeMore && { mayChangeMore: true }),
  };
  sink(
    asHandler
      ? { event: 'handler.finished', handler: asHandler.name, ...fields }
      : { event: 'task.finished', ...fields },
  );
}

/** A keyword that is unknown or invalid hides the output. */
export const isHidden = ({ noLog }: Pick<Task, 'noLog'>): boolean => noLog !== false;

/** A loop's item may be any value, so no_log hides it, unless the task sets a label. */
export function itemOf({ item, index, task }: TaskEntry): string | undefined {
  return item !== undefined && isHidden(task) && !task.loopControl.label ? `#${index + 1}` : item;
}

export function labelOf({ task, label }: Pick<TaskEntry, 'task' | 'label'>): TaskLabel {
  const { source, start } = task.range;
  return {
    id: task.id,
    name: label,
    module: task.module.name,
    ...(task.role && { role: task.role.name }),
    file: source.path,
    line: positionAt(source, start).line,
  };
}

/** The display names of a task and of its loop item. */
export function shownAs(entry: TaskEntry): { readonly label: TaskLabel; readonly item?: string } {
  const item = itemOf(entry);
  return { label: labelOf(entry), ...(item !== undefined && { item }) };
}

/** A task's display name: unrendered if its variables are unknown, and the name of the module if the task has no name. */
export function taskName(task: Task, scope: Scope): string {
  return task.name ? textOf(task.name, scope) : task.module.name;
}

/** Renders a text for display. It never fails: text that can't be rendered is shown unrendered. */
export function textOf(templated: Templated, scope: Scope): string {
  try {
    const value = renderTemplated(templated, scope);
    if (!isUnknown(value) && !isOmit(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    // an invalid name is no failure here, since the task itself reports the mistake
  }
  return templated.range.source.text.slice(templated.range.start, templated.range.end);
}
