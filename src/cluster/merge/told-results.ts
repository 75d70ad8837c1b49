import type { EngineEvent, HandlerFinished, TaskFinished, TaskStatus } from '../../engine/events.ts';

type Result = TaskFinished | HandlerFinished;

interface Told {
  readonly attempt: number;
  status: TaskStatus;
}

const isResult = (event: EngineEvent): event is Result =>
  event.event === 'task.finished' || event.event === 'handler.finished';

/**
 * What has been told of a job's tasks. A job whose worker died is tried again, and comes by the tasks that it has done already: they are told once, as
 * what they did the first time.
 */
export class ToldResults {
  readonly #told = new Map<string, Told>();
  /** How often the attempt under way has come by each task. */
  readonly #visits = new Map<string, number>();
  #attempt = 0;
  /** By host, how many tasks an earlier attempt has changed that this one found as declared. */
  #kept = new Map<string, number>();

  /** Whether the event is news. */
  isNews(attempt: number, event: EngineEvent): boolean {
    if (attempt !== this.#attempt) this.#begin(attempt);
    if (!isResult(event)) return true;
    const told = this.#find(event);
    const { known, key } = told;
    if (known?.status === 'changed' && event.status === 'ok' && known.attempt !== attempt)
      this.#kept.set(event.host, (this.#kept.get(event.host) ?? 0) + 1);
    if (known && isSettled(known.status, event.status)) return false;
    this.#told.set(key, { attempt, status: event.status });
    return true;
  }

  /** How many of a host's tasks the last attempt counts as found, though an earlier one had changed them. */
  changedBefore(host: string): number {
    return this.#kept.get(host) ?? 0;
  }

  #begin(attempt: number): void {
    this.#attempt = attempt;
    this.#visits.clear();
    this.#kept = new Map();
  }

  #find({ event, host, node, task, item = '' }: Result): { readonly key: string; readonly known: Told | undefined } {
    const place = [event, host, node, task.id, item].join('\0');
    const visit = (this.#visits.get(place) ?? 0) + 1;
    this.#visits.set(place, visit);
    const key = `${place}\0${visit}`;
    return { key, known: this.#told.get(key) };
  }
}

const GOOD: ReadonlySet<TaskStatus> = new Set([
  'ok',
  'changed',
  'skipped',
  'would-change',
  'may-change',
  'ignored',
  'rescued',
]);

/** What was told holds: only a failure, the end of one, or a change says more. */
const isSettled = (before: TaskStatus, now: TaskStatus): boolean =>
  GOOD.has(before) ? GOOD.has(now) && !(now === 'changed' && before !== 'changed') : before === now;
