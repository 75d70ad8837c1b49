import { metaActionOf } from '../../playbook/task/meta-action.ts';
import type { TaskItem } from '../../playbook/types.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';

/** Whether one process must see all of a play: it goes batch by batch, counts failures, or has a task that is run once, or that ends the play. */
export function isWhole({ play, parts }: PlannedPlay): boolean {
  const { serial, maxFailPercentage, anyErrorsFatal, isOpening } = play;
  if (serial.length > 0 || maxFailPercentage !== undefined || anyErrorsFatal || isOpening) return true;
  return parts.some(({ items }) => items.some(isForAll));
}

function isForAll(item: TaskItem): boolean {
  if (item.kind === 'block') return [...item.block, ...item.rescue, ...item.always].some(isForAll);
  if (item.kind === 'include') return item.candidates.some(({ items }) => items.some(isForAll));
  return Boolean(item.runOnce) || Boolean(item.anyErrorsFatal) || ENDS.includes(metaActionOf(item));
}

const ENDS: readonly (string | undefined)[] = ['end_play', 'end_batch'];
