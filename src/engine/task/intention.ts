import type { PlannedChange, RenderedTask, TaskPlan } from '../../predict/plan-task.ts';
import type { ReportedChange } from '../events.ts';
import type { Intention } from '../review/turn.ts';
import type { NodeContext } from './node-context.ts';
import type { TaskEntry } from './task-entry.ts';

interface Shown {
  readonly ready: RenderedTask;
  readonly planned: PlannedChange;
  readonly shown: readonly ReportedChange[];
}

/** What a task with changes to make is about to do. `isDoubtful`: it may not be run at all. */
export function intentionOf({ ready, planned, shown }: Shown, isDoubtful: boolean): Intention {
  const isMay = isDoubtful || planned.isUncertain || planned.changes.every(({ may }) => may);
  return { kind: 'change', ready, planned, shown, isMay };
}

/** What a task without changes is about to do. */
export function intentionWithout(planned: Exclude<TaskPlan, PlannedChange>, ready: RenderedTask): Intention {
  const { kind } = ready.module;
  if (planned.status !== 'may-change' || kind === 'read') return { kind: 'idle' };
  return { kind: 'may-change', reason: planned.reason, ready };
}

/** Whether it runs as a handler of which it is not known yet whether anything is going to notify it. */
export const isDoubtfulHandler = ({ host }: NodeContext, { asHandler }: TaskEntry): boolean =>
  asHandler !== undefined && !host.handlers.isCertain(asHandler);

/** What only asks, or steers the run, changes no host; what an include brings in may. */
export const mayChangeHost = ({ task: { module }, asInclude }: TaskEntry): boolean =>
  asInclude !== undefined || module.name === 'reboot' || !['read', 'control'].includes(module.kind);
