import type { Intention } from '../review/turn.ts';
import type { NodeContext } from './node-context.ts';
import type { TaskEntry } from './task-entry.ts';

/** Passes a turn to the run's review, if there is one. Throws as `Review.see` does. */
export function showTurn({ run, label, steps }: NodeContext, entry: TaskEntry, intention: () => Intention): void {
  run.review?.see({ label, position: steps.position, entry, intention: intention() });
}
