import { renderTemplated } from '../../expression/render-templated.ts';
import type { Task } from '../../playbook/types.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import { dataLayer } from '../../variables/scope.ts';
import type { Failure } from '../events.ts';
import { taskFailure } from '../errors.ts';
import { textOf } from '../result/task-report.ts';

export interface LoopItem {
  readonly variables: Readonly<Record<string, unknown>>;
  /** What its registered result says of the item. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Absent without a loop. */
  readonly label?: string | undefined;
}

/** The items of a task's loop; one without variables where it has none. A mistake in the loop's expression is a failure. */
export function loopItems(
  task: Pick<Task, 'loop' | 'loopControl'>,
  scope: LayeredScope,
): readonly LoopItem[] | Unknown | Failure {
  if (!task.loop) return [{ variables: {}, fields: {} }];
  try {
    const value = renderTemplated(task.loop, scope);
    if (isUnknown(value)) return value;
    if (!Array.isArray(value)) return { message: `loop needs a list, not a ${value === null ? 'null' : typeof value}` };
    return value.map((item: unknown, i) => loopItem(task.loopControl, scope, item, i));
  } catch (error) {
    const failure = taskFailure(error);
    if (!failure) throw error;
    return failure;
  }
}

function loopItem(
  { loopVar, indexVar, label }: Task['loopControl'],
  scope: LayeredScope,
  item: unknown,
  i: number,
): LoopItem {
  const variables = { [loopVar]: item, ...(indexVar !== undefined && { [indexVar]: i }) };
  const names = { ansible_loop_var: loopVar, ...(indexVar !== undefined && { ansible_index_var: indexVar }) };
  const fields = { ...variables, ...names };
  return { variables, fields, label: label ? textOf(label, scope.with([dataLayer(variables)])) : labelText(item) };
}

/** How an item is named for people: text and numbers as they are, mappings by their name, if they have one. */
function labelText(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const name = (item as Record<string, unknown>)['name'];
  return typeof name === 'string' ? name : JSON.stringify(item);
}
