import type { Handler, TaskItem } from '../types.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { loadTaskFile } from './load-task-file.ts';
import { diagnosticsOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** The handlers of a file, or of a play's own list. Both tasks and includes can be notified. */
export async function loadHandlers(from: string | YamlNode, context: TaskContext): Promise<Handler[]> {
  const inner: TaskContext = { ...context, isHandlers: true };
  const items =
    typeof from === 'string' ? await loadTaskFile(from, inner) : await context.session.loadItems(from, inner);
  return items.flatMap((item) => (isHandler(item) ? item : report(item, context)));
}

const isHandler = (item: TaskItem): item is Handler => item.kind === 'task' && 'listen' in item;

function report(item: TaskItem, context: TaskContext): [] {
  diagnosticsOf(context).error({
    code: 'not-a-handler',
    summary: 'A block with rescue or always cannot be notified',
    range: item.range,
  });
  return [];
}
