import type { EngineEvent } from '../engine/events.ts';
import type { EventFilter } from './events/mask-event.ts';

/** One reader of a run's events. It gets them in order, already masked, and can't change the run. */
export interface Subscriber {
  readonly name: string;
  /** `clean`: without terminal sequences and other control characters; `faithful`: as hosts gave it. */
  readonly text: 'clean' | 'faithful';
  /** What it does something with; absent: everything. Events are masked only for those who read them, and most are of little tasks. */
  readonly reads?: ReadonlySet<EngineEvent['event']>;
  /**
   * Takes note of an event, not masked, of which it shows nothing: most of a run's. False: it wants it masked, by `handle`.
   * What it keeps of the text, it filters itself.
   */
  skim?(event: EngineEvent, filter: EventFilter): boolean;
  handle(event: EngineEvent): void;
  /** The last call, also where the run broke off before `run.finished`. */
  close?(): void | Promise<void>;
  /** Leaves the terminal alone, until it is resumed. */
  suspend?(): void;
  resume?(): void;
}
