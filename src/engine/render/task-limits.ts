import type { PlannedChange } from '../../predict/plan-task.ts';
import { numberOf } from '../task/attempts.ts';
import type { TaskEntry } from '../task/task-entry.ts';
import type { RunContext } from '../run-context.ts';

type Limited = Pick<TaskEntry, 'task' | 'scope'>;
type RunLimit = Pick<RunContext, 'taskTimeoutSeconds'>;

/** The time limit of a task's queries and steps, in seconds: its `timeout`, or the run's `--task-timeout`. 0 means none. Throws `ModuleFailure` if it is not a number. */
export const timeoutOf = ({ task, scope }: Limited, run: RunLimit): number =>
  task.timeout ? numberOf('timeout', task.timeout, scope, 0) : (run.taskTimeoutSeconds ?? 0);

const AHEAD_SECONDS = 60;

/** How long the queries of later tasks may hold back a task. */
export const aheadSecondsOf = ({ taskTimeoutSeconds = 0 }: RunLimit): number =>
  taskTimeoutSeconds > 0 ? Math.min(AHEAD_SECONDS, taskTimeoutSeconds) : AHEAD_SECONDS;

/** Limits a task's steps: the shortest of the step's own limit, `async`, and the task's limit. 0 means no limit. Throws `ModuleFailure`. */
export function limitSteps(entry: Limited, planned: PlannedChange, run: RunLimit): PlannedChange {
  const { task, scope } = entry;
  const limits = [numberOf('async', task.asyncSeconds, scope, 0), timeoutOf(entry, run)].filter(
    (seconds) => seconds > 0,
  );
  if (limits.length === 0) return planned;
  const steps = planned.steps.map((step) =>
    step.kind === 'run' ? { ...step, timeoutSeconds: Math.min(...limits, step.timeoutSeconds ?? Infinity) } : step,
  );
  return { ...planned, steps };
}
