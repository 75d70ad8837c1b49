import type { HostRecap, TaskStatus } from '../events.ts';
import { NO_RECAP } from './no-recap.ts';

const COUNTED = {
  ok: 'ok',
  changed: 'changed',
  'would-change': 'wouldChange',
  'may-change': 'mayChange',
  skipped: 'skipped',
  failed: 'failed',
  ignored: 'ignored',
  rescued: 'rescued',
} as const satisfies Record<TaskStatus, keyof HostRecap>;

type Problem = Exclude<HostRecap['status'], 'ok' | 'changed'>;

type Counts = Record<Exclude<keyof HostRecap, 'status' | 'roundTrips'>, number>;

/** Counts one host's tasks. */
export class HostTally {
  readonly #counts: Counts = { ...NO_RECAP };
  #problem: Problem | undefined;

  count(status: TaskStatus): void {
    this.#counts[COUNTED[status]]++;
  }

  /** Failures that a rescue handled: one for the task, or one for each item of a loop. */
  rescue(count: number): void {
    this.#counts.failed -= count;
    this.#counts.rescued += count;
  }

  countHandler(): void {
    this.#counts.handlers++;
  }

  countBlocked(): void {
    this.#counts.blocked++;
  }

  /** The first problem is the host's status. */
  setProblem(problem: Problem): void {
    this.#problem ??= problem;
  }

  /** Clears the host's problem; the counts are kept. */
  forgive(): void {
    this.#problem = undefined;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  get changes(): number {
    return this.#counts.changed;
  }

  /** How many tasks have ended that were not skipped. */
  get worked(): number {
    const { ok, changed, wouldChange, mayChange, failed, ignored, rescued } = this.#counts;
    return ok + changed + wouldChange + mayChange + failed + ignored + rescued;
  }

  recap(roundTrips: number): HostRecap {
    const status = this.#problem ?? (this.#counts.changed > 0 ? 'changed' : 'ok');
    return { ...this.#counts, status, roundTrips };
  }
}
