import { isOmit } from '../../expression/omit.ts';
import type { Scope, Templated } from '../../expression/compiled.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { isUnknown, Unknown } from '../../values/unknown.ts';
import { Interrupted } from '../errors.ts';
import type { StopSignal } from '../run-context.ts';
import { brokenCondition, evaluateOwn, printed } from '../render/own-conditions.ts';
import type { NodeContext } from './node-context.ts';
import { evaluateOnce } from './node-context.ts';
import type { TaskEntry } from './task-entry.ts';
import type { TaskResult } from '../result/task-result.ts';

/**
 * Repeats a task until `until` is true, or until it succeeds, with at most `retries` further attempts. Throws `ModuleFailure` if
 * `retries` or `delay` is not a number, before the task runs, and `Interrupted`.
 */
export async function attempt(
  entry: TaskEntry,
  node: Pick<NodeContext, 'run' | 'host'>,
  once: () => Promise<TaskResult>,
): Promise<TaskResult> {
  const { until, retries, delay } = entry.task;
  const isRepeated = until !== undefined || retries !== undefined;
  const most = isRepeated ? numberOf('retries', retries, entry.scope, 3) : 0;
  const delayMs = numberOf('delay', delay, entry.scope, 5) * 1000;
  for (let tried = 1; ; tried++) {
    const end = await once();
    if (end.result instanceof Unknown || !isRepeated) return end;
    const counted = { ...end, result: { ...end.result, attempts: tried } };
    const holds = await evaluateOnce(node, () => holdsUntil(entry, counted));
    if (typeof holds === 'object') return holds;
    if (holds) return counted;
    if (tried > most) return gaveUp(counted, tried, most);
    const waiting = wait(delayMs, node.run.stop);
    await node.host.activity.during(`trying again after attempt ${tried} of ${most + 1}`, waiting);
  }
}

function holdsUntil(entry: TaskEntry, end: TaskResult): boolean | TaskResult {
  if (!entry.task.until) return end.status !== 'failed';
  try {
    return evaluateOwn(entry.task.until, entry, end.result) === true;
  } catch (error) {
    return brokenCondition('until', end, error);
  }
}

/** As in Ansible, the first attempt is not counted if all attempts failed. */
function gaveUp(end: TaskResult, tried: number, retries: number): TaskResult {
  const times = tried === 1 ? '1 attempt' : `${tried} attempts`;
  const failure = end.failure
    ? { ...end.failure, message: `${end.failure.message} (after ${times})` }
    : { message: `until is still false after ${times}`, ...printed(end) };
  const fields: Readonly<Record<string, unknown>> = end.result instanceof Unknown ? {} : end.result;
  const result = { changed: false, ...fields, failed: true, attempts: retries, msg: fields['msg'] ?? failure.message };
  return { ...end, status: 'failed', failure, result };
}

/** Waits, unless the run is stopped. Throws `Interrupted`. */
export async function wait(ms: number, stop: StopSignal): Promise<void> {
  const endMs = performance.now() + ms;
  do {
    if (stop.requested) throw new Interrupted();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(200, endMs - performance.now()))));
  } while (performance.now() < endMs);
}

/** The numeric value of a keyword. Throws `ModuleFailure` if it is not a number. */
export function numberOf(keyword: string, templated: Templated | undefined, scope: Scope, otherwise: number): number {
  const value = templated ? renderTemplated(templated, scope) : undefined;
  if (value === undefined || isOmit(value)) return otherwise;
  if (isUnknown(value)) throw new ModuleFailure(`${keyword} is not known: ${value.reason}`);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number;
  throw new ModuleFailure(`${keyword} must be a number, not ${JSON.stringify(value)}`);
}
