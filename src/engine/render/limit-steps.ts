import type { PlannedChange } from '../../predict/plan-task.ts';
import { numberOf } from '../task/attempts.ts';
import type { TaskEntry } from '../task/task-entry.ts';

/** The limit of a task's `timeout`, in seconds; 0 means none. Throws `ModuleFailure` if it is not a number. */
export const timeoutOf = ({ task, scope }: Pick<TaskEntry, 'task' | 'scope'>): number =>
  task.timeout ? numberOf('timeout', task.timeout, scope, 0) : 0;

/**
 * Sets the time limits of a task's steps: the shortest of the step's own limit, `async`, `timeout`, and the
 * run's `--task-timeout`. 0 means no limit. Throws `ModuleFailure` if a limit is not a number.
 */
export function limitSteps(entry: TaskEntry, planned: PlannedChange, runSeconds: number | undefined): PlannedChange {
  const { task, scope } = entry;
  const ofTask = task.timeout ? timeoutOf(entry) : (runSeconds ?? 0);
  const limits = [numberOf('async', task.asyncSeconds, scope, 0), ofTask].filter((seconds) => seconds > 0);
  if (limits.length === 0) return planned;
  const steps = planned.steps.map((step) =>
    step.kind === 'run' ? { ...step, timeoutSeconds: Math.min(...limits, step.timeoutSeconds ?? Infinity) } : step,
  );
  return { ...planned, steps };
}
