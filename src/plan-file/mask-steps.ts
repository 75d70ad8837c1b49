import type { ListedChange, ListedStep } from '../engine/review/listed-step.ts';
import { maskValue } from '../report/events/mask-event.ts';
import type { PlanHost } from './plan-schema.ts';

/** More than this of a value is not kept: a plan is read by people. */
const MOST_CHARACTERS = 2000;

/** Steps as a plan keeps them: with secrets masked in all that is free text. */
export function maskSteps(steps: readonly ListedStep[], mask: (text: string) => string): PlanHost['steps'] {
  return steps.map((step) => ({
    ...step,
    task: { ...step.task, name: mask(step.task.name) },
    ...(step.item !== undefined && { item: mask(step.item) }),
    ...(step.reason !== undefined && { reason: mask(step.reason) }),
    changes: step.changes.map((change) => maskChange(change, mask)),
  }));
}

const maskChange = (change: ListedChange, mask: (text: string) => string): ListedChange => ({
  ...change,
  attribute: mask(change.attribute),
  before: cut(maskValue(change.before, mask)),
  after: cut(maskValue(change.after, mask)),
});

function cut(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length <= MOST_CHARACTERS ? value : `${text.slice(0, MOST_CHARACTERS)}...`;
}
