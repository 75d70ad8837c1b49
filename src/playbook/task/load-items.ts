import { shortModuleName } from '../../modules/registry.ts';
import { includeTask } from '../include/include-task.ts';
import type { Handler, Include, TaskItem } from '../types.ts';
import { expectKind } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { INCLUSIONS } from './find-action.ts';
import { BLOCK_KEYS, HANDLER_KEYS, TASK_KEYS } from './keyword-names.ts';
import { loadBlock } from './load-block.ts';
import { loadInclusion } from '../include/load-inclusion.ts';
import { loadTask, toHandler } from './load-task.ts';
import { readAction } from '../arguments/read-action.ts';
import type { Action } from '../arguments/read-action.ts';
import { diagnosticsOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** The tasks of a list, with imports replaced by their tasks, and blocks without rescue and always dissolved. */
export async function loadItems(node: YamlNode | undefined, context: TaskContext): Promise<TaskItem[]> {
  if (!node || (node.kind === 'scalar' && node.value === null)) return [];
  const what = context.isHandlers ? 'handlers' : 'tasks';
  const list = expectKind(node, 'sequence', { what, example: exampleOfTasks(node) }, diagnosticsOf(context));
  const items: TaskItem[] = [];
  for (const item of list?.items ?? []) items.push(...(await loadItem(item, context)));
  return items;
}

/** An example in place of an invalid list of tasks: an import for a file name; none for a mapping, whose own keys are more helpful. */
function exampleOfTasks(node: YamlNode): string | undefined {
  if (node.kind !== 'scalar') return undefined;
  return /\.ya?ml$/.test(node.raw) ? `[{ import_tasks: ${node.raw} }]` : '[{ command: uptime }]';
}

/** The corrected form of a module without parameters, which needs a colon. */
function exampleOfTask(node: YamlNode): string {
  if (node.kind !== 'scalar' || !/^\w[\w. -]*$/.test(node.raw)) return '- debug: { msg: Hello }';
  return node.raw.includes(' ') ? `- { name: ${node.raw}, command: uptime }` : `- ${node.raw}:`;
}

async function loadItem(node: YamlNode, context: TaskContext): Promise<readonly TaskItem[]> {
  const what = context.isHandlers ? 'a handler' : 'a task';
  const mapping = expectKind(node, 'mapping', { what, example: exampleOfTask(node) }, diagnosticsOf(context));
  if (!mapping) return [];
  const entries = new Map(mapping.entries.map((entry) => [keyText(entry.key), entry]));
  if (BLOCK_KEYS.slice(-3).some((key) => entries.has(key))) return loadBlock(mapping, context);
  const known = context.isHandlers ? HANDLER_KEYS : TASK_KEYS;
  const action = readAction(mapping, entries, known, context);
  if (action && isInclusion(action)) {
    const items = await loadInclusion({ node: mapping, entries, action }, context);
    return items.map((item) =>
      context.isHandlers && item.kind === 'include' ? asHandler(item, entries, context) : item,
    );
  }
  const task = await loadTask(mapping, entries, action, context);
  if (!task) return [];
  return [context.isHandlers ? toHandler(task, entries, context) : task];
}

/** An include that can be notified: its tasks run as the handler. */
const asHandler = (include: Include, entries: ReadonlyMap<string, YamlEntry>, context: TaskContext): Handler =>
  toHandler({ ...includeTask(include), role: include.role, include }, entries, context);

const isInclusion = ({ name }: Action): boolean => (INCLUSIONS as readonly string[]).includes(shortModuleName(name));
