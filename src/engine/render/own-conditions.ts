import type { Compiled, Scope } from '../../expression/compiled.ts';
import { evaluateCondition } from '../../expression/evaluate-condition.ts';
import { Unknown } from '../../values/unknown.ts';
import { dataLayer } from '../../variables/scope.ts';
import { taskFailure } from '../errors.ts';
import type { RegisteredResult } from '../result/register.ts';
import type { TaskResult } from '../result/task-result.ts';
import { resultText } from '../result/task-result.ts';
import type { TaskEntry } from '../task/task-entry.ts';

/** Evaluates conditions of a task on its own result, which is visible under the registered name. Undefined if there are none. */
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

/** Applies changed_when and failed_when. A mistake in a condition is a failure of the task, although the task has run. */
export function conclude(entry: TaskEntry, end: TaskResult): TaskResult {
  if (end.result instanceof Unknown) return end;
  const changed = judge('changed_when', entry, end);
  if (typeof changed === 'object' && !(changed instanceof Unknown)) return changed;
  const isChanged = typeof changed === 'boolean' ? changed : end.result.changed;
  const seen = { ...end, result: { ...end.result, changed: isChanged } };
  const failed = judge('failed_when', entry, seen);
  if (typeof failed === 'object' && !(failed instanceof Unknown)) return failed;
  const isFailed = typeof failed === 'boolean' ? failed : end.status === 'failed';
  const own = typeof failed === 'boolean' && { failed_when_result: failed };
  const result = { ...seen.result, failed: isFailed, ...own };
  if (isFailed) {
    const failure = end.failure ?? { message: 'failed_when is true', ...printed(end) };
    return { ...end, status: 'failed', result, failure };
  }
  return {
    status: isChanged ? 'changed' : end.status === 'skipped' ? 'skipped' : 'ok',
    changes: isChanged ? end.changes : [],
    ms: end.ms,
    message: end.message,
    output: end.output,
    result,
  };
}

/** The value of a condition; a failure of the task if the condition can't be evaluated. */
function judge(
  keyword: 'changed_when' | 'failed_when',
  entry: TaskEntry,
  end: TaskResult,
): boolean | Unknown | undefined | TaskResult {
  const conditions = keyword === 'changed_when' ? entry.task.changedWhen : entry.task.failedWhen;
  try {
    return evaluateOwn(conditions, entry, end.result);
  } catch (error) {
    return brokenCondition(keyword, end, error);
  }
}

/** The failure of a task that has run but whose condition can't be evaluated. Rethrows everything except a user's mistake. */
export function brokenCondition(keyword: string, end: TaskResult, error: unknown): TaskResult {
  const failure = taskFailure(error);
  if (!failure) throw error;
  const message = `${keyword}: ${failure.message}`;
  const fields = end.result instanceof Unknown ? {} : end.result;
  return {
    ...end,
    status: 'failed',
    failure: { ...failure, message, ...printed(end) },
    result: { changed: false, ...fields, failed: true, msg: message },
  };
}

/** The output of its command. */
export const printed = (end: TaskResult): { stdout: string | undefined; stderr: string | undefined } => ({
  stdout: resultText(end, 'stdout'),
  stderr: resultText(end, 'stderr'),
});
