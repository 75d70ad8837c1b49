import { renderTemplated } from '../../expression/render-templated.ts';
import type { LoopControl, Task } from '../../playbook/types.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { LayeredScope } from '../../variables/scope.ts';
import { dataLayer } from '../../variables/scope.ts';
import type { Failure } from '../events.ts';
import { taskFailure } from '../errors.ts';
import { textOf } from '../result/task-report.ts';

export interface LoopItem {
  readonly variables: Readonly<Record<string, unknown>>;
  /** The item's fields in the registered result. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Absent without a loop. */
  readonly label?: string | undefined;
}

/** The items of a task's loop; without a loop, one item without variables. A mistake in the loop's expression is a failure. */
export function loopItems(
  task: Pick<Task, 'loop' | 'loopControl'>,
  scope: LayeredScope,
): readonly LoopItem[] | Unknown | Failure {
  if (!task.loop) return [{ variables: {}, fields: {} }];
  try {
    const value = renderTemplated(task.loop, scope);
    if (isUnknown(value)) return value;
    if (!Array.isArray(value)) return { message: `loop needs a list, not a ${value === null ? 'null' : typeof value}` };
    return value.map((_, index) => loopItem(task.loopControl, scope, { items: value as unknown[], index }));
  } catch (error) {
    const failure = taskFailure(error);
    if (!failure) throw error;
    return failure;
  }
}

/** An item in its loop. */
interface Place {
  readonly items: readonly unknown[];
  readonly index: number;
}

function loopItem({ loopVar, indexVar, label, extended }: LoopControl, scope: LayeredScope, place: Place): LoopItem {
  const { items, index } = place;
  const own = { [loopVar]: items[index], ...(indexVar !== undefined && { [indexVar]: index }) };
  const names = { ansible_loop_var: loopVar, ...(indexVar !== undefined && { ansible_index_var: indexVar }) };
  const fields = { ...own, ...names, ...(extended && { ansible_loop: loopPlace(place, extended) }) };
  const text = label ? textOf(label, scope.with([dataLayer(fields)])) : labelText(items[index]);
  return { variables: fields, fields, label: text };
}

/** `ansible_loop`, as with Ansible's `extended`. */
function loopPlace({ items, index }: Place, extended: 'items' | 'place'): Readonly<Record<string, unknown>> {
  const { length } = items;
  return {
    ...(extended === 'items' && { allitems: items }),
    index: index + 1,
    index0: index,
    first: index === 0,
    last: index + 1 === length,
    length,
    revindex: length - index,
    revindex0: length - index - 1,
    ...(index > 0 && { previtem: items[index - 1] }),
    ...(index + 1 < length && { nextitem: items[index + 1] }),
  };
}

/** Default label of an item: strings and numbers as they are, mappings by their name, if they have one. */
function labelText(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  const name = (item as Record<string, unknown>)['name'];
  return typeof name === 'string' ? name : JSON.stringify(item);
}
