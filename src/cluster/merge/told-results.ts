import type { EngineEvent, HandlerFinished, TaskFinished, TaskStatus } from '../../engine/events.ts';

type Result = TaskFinished | HandlerFinished;

interface Told {
  readonly attempt: number;
  status: TaskStatus;
}

const isResult = (event: EngineEvent): event is Result =>
  event.event === 'task.finished' || event.event === 'handler.finished';

/**
 * The reported results of a job's tasks. If its worker dies, the job is retried, and encounters the tasks that are already done: they are
 * reported once, with their first result.
 */
export class ToldResults {
  readonly #told = new Map<string, Told>();
  /** The number of times that the current attempt has encountered each task. */
  readonly #visits = new Map<string, number>();
  #attempt = 0;
  /** By host, the number of tasks that an earlier attempt has changed and this one found as declared. */
  #kept = new Map<string, number>();

  /** Whether the event must be reported. */
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

  /** The number of a host's tasks that the last attempt found as declared, although an earlier one had changed them. */
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

/** A reported result is final, unless it is followed by a failure, the end of a failure, or a change. */
const isSettled = (before: TaskStatus, now: TaskStatus): boolean =>
  GOOD.has(before) ? GOOD.has(now) && !(now === 'changed' && before !== 'changed') : before === now;
