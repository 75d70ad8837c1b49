import type { TaskStatus } from '../../engine/events.ts';

const ORDER: readonly TaskStatus[] = [
  'ok',
  'changed',
  'would-change',
  'may-change',
  'skipped',
  'failed',
  'ignored',
  'rescued',
];

/** Numbers of results by status. */
export class StatusCount {
  readonly #counts = new Map<TaskStatus, number>();

  add(status: TaskStatus): void {
    this.#counts.set(status, this.of(status) + 1);
  }

  of(status: TaskStatus): number {
    return this.#counts.get(status) ?? 0;
  }

  /** `12 ok, 2 changed`; empty if there are none. */
  render(): string {
    return ORDER.filter((status) => this.of(status) > 0)
      .map((status) => `${this.of(status)} ${status.replace('-', ' ')}`)
      .join(', ');
  }
}
