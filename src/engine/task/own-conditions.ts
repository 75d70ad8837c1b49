import type { Compiled, Scope } from '../../expression/compiled.ts';
import { evaluateCondition } from '../../expression/evaluate-condition.ts';
import { Unknown } from '../../values/unknown.ts';
import { dataLayer } from '../../variables/scope.ts';
import type { RegisteredResult } from './register.ts';
import type { TaskResult } from './task-result.ts';
import { resultText } from './task-result.ts';
import type { TaskEntry } from './task-entry.ts';

/** Conditions of a task on its own result, which it sees under the name that it registers. Undefined: it has none. */
export function evaluateOwn(
  conditions: readonly Compiled[] | undefined,
  { task, scope }: TaskEntry,
  result: RegisteredResult | Unknown,
): boolean | Unknown | undefined {
  if (!conditions) return undefined;
  const seen: Scope = task.register === undefined ? scope : scope.with([dataLayer({ [task.register]: result })]);
  for (const condition of conditions) {
    const holds = evaluateCondition(condition, seen);
    if (holds !== true) return holds;
  }
  return true;
}

/** Lets changed_when and failed_when have their say. */
export function conclude(entry: TaskEntry, end: TaskResult): TaskResult {
  const { changedWhen, failedWhen } = entry.task;
  if (end.result instanceof Unknown) return end;
  const changed = evaluateOwn(changedWhen, entry, end.result);
  const isChanged = typeof changed === 'boolean' ? changed : end.result.changed;
  const failed = evaluateOwn(failedWhen, entry, { ...end.result, changed: isChanged });
  const isFailed = typeof failed === 'boolean' ? failed : end.status === 'failed';
  const result = { ...end.result, changed: isChanged, failed: isFailed };
  if (isFailed) {
    const failure = end.failure ?? {
      message: 'failed_when is true',
      stdout: resultText(end, 'stdout'),
      stderr: resultText(end, 'stderr'),
    };
    return { ...end, status: 'failed', result, failure };
  }
  return {
    status: isChanged ? 'changed' : end.status === 'skipped' ? 'skipped' : 'ok',
    changes: isChanged ? end.changes : [],
    ms: end.ms,
    message: end.message,
    result,
  };
}
