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

/** The intention of a task with changes. `isDoubtful`: the task may not run at all. */
export function intentionOf({ ready, planned, shown }: Shown, isDoubtful: boolean): Intention {
  const isMay = isDoubtful || planned.isUncertain || planned.changes.every(({ may }) => may);
  return { kind: 'change', ready, planned, shown, isMay };
}

/** The intention of a task without changes. */
export function intentionWithout(planned: Exclude<TaskPlan, PlannedChange>, ready: RenderedTask): Intention {
  const { kind } = ready.module;
  if (planned.status !== 'may-change' || kind === 'read') return { kind: 'idle' };
  return { kind: 'may-change', reason: planned.reason, ready };
}

/** Whether the task runs as a handler that may not be notified at all. */
export const isDoubtfulHandler = ({ host }: NodeContext, { asHandler }: TaskEntry): boolean =>
  asHandler !== undefined && !host.handlers.isCertain(asHandler);

/** Tasks that only read or control the run change no host; included tasks may. */
export const mayChangeHost = ({ task: { module }, asInclude }: TaskEntry): boolean =>
  asInclude !== undefined || module.name === 'reboot' || !['read', 'control'].includes(module.kind);
