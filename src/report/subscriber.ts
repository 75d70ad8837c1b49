import type { EngineEvent } from '../engine/events.ts';

/** One reader of a run's events. It gets them in order, already masked, and can't change the run. */
export interface Subscriber {
  readonly name: string;
  /** `clean`: without terminal sequences and other control characters; `faithful`: as hosts gave it. */
  readonly text: 'clean' | 'faithful';
  /** What it does something with; absent: everything. Events are masked only for those who read them, and most are of little tasks. */
  readonly reads?: ReadonlySet<EngineEvent['event']>;
  handle(event: EngineEvent): void;
  /** The last call, also where the run broke off before `run.finished`. */
  close?(): void | Promise<void>;
  /** Leaves the terminal alone, until it is resumed. */
  suspend?(): void;
  resume?(): void;
}
