import type { EngineEvent } from '../engine/events.ts';

/** One reader of a run's events. It gets them in order, already masked, and can't change the run. */
export interface Subscriber {
  readonly name: string;
  handle(event: EngineEvent): void;
  /** The last call, also where the run broke off before `run.finished`. */
  close?(): void | Promise<void>;
}
