import { Unknown } from '../../values/unknown.ts';
import type { PlannedChange } from '../../predict/plan-task.ts';
import type { AppliedChange } from '../batch/queued-change.ts';
import type { Failure, ReportedChange, TaskOutput, TaskStatus } from '../events.ts';
import type { RegisteredResult } from './register.ts';
import { Interrupted } from '../errors.ts';

/** The result of a task for one host and loop item. */
export interface TaskResult {
  readonly status: TaskStatus;
  readonly changes: readonly ReportedChange[];
  readonly ms: number;
  readonly message?: string | undefined;
  readonly failure?: Failure | undefined;
  readonly output?: TaskOutput | undefined;
  /** In check mode: apply may find more to change, or nothing. */
  readonly mayChangeMore?: boolean | undefined;
  /** The registered value; unknown if the task has not really run. */
  readonly result: RegisteredResult | Unknown;
}

export const okResult = (result: Readonly<Record<string, unknown>> = {}, message?: string): TaskResult => ({
  status: 'ok',
  changes: [],
  ms: 0,
  message,
  result: { changed: false, failed: false, ...result },
});

export const skippedResult = (reason: string): TaskResult => ({
  status: 'skipped',
  changes: [],
  ms: 0,
  message: reason,
  result: { changed: false, failed: false, skipped: true, skip_reason: reason },
});

/** In check mode: it is unknown whether the task will change anything. */
export const mayChangeResult = (reason: string): TaskResult => ({
  status: 'may-change',
  changes: [],
  ms: 0,
  message: reason,
  result: new Unknown(reason),
});

/** In check mode: the result of a task without changes is unknown. */
export const unreadResult = (reason: string): TaskResult => ({ ...skippedResult(reason), result: new Unknown(reason) });

/** In check mode: a predicted change. The result of an action is unknown until it has run. */
export function wouldChangeResult(
  planned: PlannedChange,
  changes: readonly ReportedChange[],
  label: string,
): TaskResult {
  const { result, isUncertain: isShaky } = planned;
  const isMay = changes.every(({ may }) => may);
  const isKnown = result && !isMay && !isShaky;
  return {
    status: isMay ? 'may-change' : 'would-change',
    changes,
    ms: 0,
    ...(isShaky && { mayChangeMore: true }),
    result: isKnown ? { changed: true, failed: false, ...result } : new Unknown(`"${label}" has not run`),
  };
}

/** Whether apply may find that a reported change is not needed. */
export const isUncertainResult = ({ status, mayChangeMore }: TaskResult): boolean =>
  status === 'may-change' || mayChangeMore === true;

/** `fields`: further registered fields. */
export function failedResult(
  { message, hint, place, command }: Failure,
  fields: Readonly<Record<string, unknown>> = {},
): TaskResult {
  const failure = { message, hint, place, command };
  // a list of lines is shown as one text
  const msg = Array.isArray(fields['msg']) ? fields['msg'] : message;
  const result = { changed: false, failed: true, ...fields, msg };
  return { status: 'failed', changes: [], ms: 0, failure, result };
}

/** Throws `Interrupted` if the task was not started because of a stop. */
export function appliedResult(applied: AppliedChange, changes: readonly ReportedChange[]): TaskResult {
  const { status, failure, output, result, ms } = applied;
  if (status === 'not-started') throw new Interrupted();
  const fields = { changed: status === 'changed', failed: status === 'failed', ...result };
  // the intended changes are kept, since failed_when may override the failure
  if (status === 'failed') return { status, changes, ms, failure, output, result: fields };
  const isChanged = status === 'changed';
  return { status: isChanged ? 'changed' : 'ok', changes: isChanged ? changes : [], ms, output, result: fields };
}

/** Removes everything that `no_log` hides. */
export function redacted(end: TaskResult): TaskResult {
  const message = '(hidden by no_log)';
  return {
    ...end,
    message: end.message === undefined ? undefined : message,
    failure: end.failure ? { message } : undefined,
    output: undefined,
  };
}

/** A field of the result as text for display. */
export function resultText({ result }: TaskResult, field: string): string | undefined {
  const value = result instanceof Unknown ? undefined : result[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
