import { Unknown } from '../../values/unknown.ts';
import type { PlannedChange } from '../../predict/plan-task.ts';
import type { AppliedChange } from '../batch/queued-change.ts';
import type { Failure, ReportedChange, TaskOutput, TaskStatus } from '../events.ts';
import type { RegisteredResult } from './register.ts';
import { Interrupted } from '../errors.ts';

/** What became of a task, for one host and loop item. */
export interface TaskResult {
  readonly status: TaskStatus;
  readonly changes: readonly ReportedChange[];
  readonly ms: number;
  readonly message?: string | undefined;
  readonly failure?: Failure | undefined;
  readonly output?: TaskOutput | undefined;
  /** Check mode: apply may find more to change, or nothing any more. */
  readonly mayChangeMore?: boolean | undefined;
  /** What is registered; Unknown where the task has not really run. */
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

/** Check mode can't tell whether it will change anything. */
export const mayChangeResult = (reason: string): TaskResult => ({
  status: 'may-change',
  changes: [],
  ms: 0,
  message: reason,
  result: new Unknown(reason),
});

/** Check mode can't tell what a task that changes nothing would give. */
export const unreadResult = (reason: string): TaskResult => ({ ...skippedResult(reason), result: new Unknown(reason) });

/** Check mode tells a change. What an action will give is not known before it has run. */
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

/** Whether apply may find that a change that was told is not needed. */
export const isUncertainResult = ({ status, mayChangeMore }: TaskResult): boolean =>
  status === 'may-change' || mayChangeMore === true;

/** `fields`: what is registered besides. */
export function failedResult(
  { message, hint, command }: Failure,
  fields: Readonly<Record<string, unknown>> = {},
): TaskResult {
  const failure = { message, hint, command };
  const result = { changed: false, failed: true, ...fields, msg: message };
  return { status: 'failed', changes: [], ms: 0, failure, result };
}

/** Throws `Interrupted` where it was not started any more. */
export function appliedResult(applied: AppliedChange, changes: readonly ReportedChange[]): TaskResult {
  const { status, failure, output, result, ms } = applied;
  if (status === 'not-started') throw new Interrupted();
  const fields = { changed: status === 'changed', failed: status === 'failed', ...result };
  // what it was about to change is kept: failed_when may say that this is no failure
  if (status === 'failed') return { status, changes, ms, failure, output, result: fields };
  const isChanged = status === 'changed';
  return { status: isChanged ? 'changed' : 'ok', changes: isChanged ? changes : [], ms, output, result: fields };
}

/** What `no_log` leaves of it for people. */
export function redacted(end: TaskResult): TaskResult {
  const message = '(hidden by no_log)';
  return {
    ...end,
    message: end.message === undefined ? undefined : message,
    failure: end.failure ? { message } : undefined,
    output: undefined,
  };
}

/** A field of the result as text for people. */
export function resultText({ result }: TaskResult, field: string): string | undefined {
  const value = result instanceof Unknown ? undefined : result[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
