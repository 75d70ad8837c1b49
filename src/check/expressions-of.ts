import type { Compiled } from '../expression/compiled.ts';
import { expressionsIn } from '../expression/expressions-in.ts';
import type { Include, Task } from '../playbook/types.ts';

/** The expressions that a task evaluates if its conditions hold, without its variables, which are evaluated when they are used. */
export function* expressionsOf(item: Task | Include): Generator<Compiled> {
  yield* expressionsIn(item.name);
  yield* expressionsIn(item.loop);
  yield* expressionsIn(item.loopControl.label);
  if (item.kind === 'task') for (const topic of item.notify) yield* expressionsIn(topic);
  yield* bodyOf(item);
}

/** The expressions that a task evaluates for each item, except its conditions, its label and what it notifies. */
export function* bodyOf(item: Task | Include): Generator<Compiled> {
  if (item.kind === 'include') {
    yield* expressionsIn(item.target);
    return;
  }
  const { args, retries, delay, asyncSeconds, poll, environment, delegateTo, becomeUser } = item;
  for (const value of [args, retries, delay, asyncSeconds, poll, ...environment, delegateTo, becomeUser]) {
    yield* expressionsIn(value);
  }
  yield* [...(item.until ?? []), ...(item.changedWhen ?? []), ...(item.failedWhen ?? [])];
  const { ignoreErrors, become, noLog, checkMode, diff, runOnce, anyErrorsFatal, delegateFacts } = item;
  for (const flag of [ignoreErrors, become, noLog, checkMode, diff, runOnce, anyErrorsFatal, delegateFacts]) {
    if (typeof flag === 'object') yield flag;
  }
  if (item.template) yield item.template;
}
