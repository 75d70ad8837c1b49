import type { Compiled, Templated } from '../expression/compiled.ts';
import type { Include, Task } from '../playbook/types.ts';

/** Every expression below a value. */
export function* expressionsIn(value: Templated | undefined): Generator<Compiled> {
  if (!value || value.kind === 'literal') return;
  if (value.kind === 'template') yield value.template;
  else if (value.kind === 'sequence') for (const item of value.items) yield* expressionsIn(item);
  else for (const { value: inner } of value.entries) yield* expressionsIn(inner);
}

/** The expressions that a task evaluates when its conditions hold; its variables are left out, which are read when they are named. */
export function* expressionsOf(item: Task | Include): Generator<Compiled> {
  yield* expressionsIn(item.name);
  yield* expressionsIn(item.loop);
  yield* expressionsIn(item.loopControl.label);
  if (item.kind === 'include') {
    yield* expressionsIn(item.target);
    return;
  }
  const { args, notify, retries, delay, asyncSeconds, poll, environment, delegateTo, becomeUser } = item;
  for (const value of [args, ...notify, retries, delay, asyncSeconds, poll, ...environment, delegateTo, becomeUser]) {
    yield* expressionsIn(value);
  }
  yield* [...(item.until ?? []), ...(item.changedWhen ?? []), ...(item.failedWhen ?? [])];
  if (typeof item.ignoreErrors === 'object') yield item.ignoreErrors;
  if (item.template) yield item.template;
}
