import type { EngineEvent } from '../engine/events.ts';
import type { EventFilter } from './events/mask-event.ts';

/** A reader of a run's events. It receives masked events in order, and can't change the run. */
export interface Subscriber {
  readonly name: string;
  /** `clean`: without terminal sequences and other control characters; `faithful`: as received from hosts. */
  readonly text: 'clean' | 'faithful';
  /** The events that it handles; absent means all. Masking is only done for these, since most events are about minor tasks. */
  readonly reads?: ReadonlySet<EngineEvent['event']>;
  /**
   * Handles an unmasked event that is not shown, which most events are. Returns false if it needs the masked event, by `handle`.
   * It must filter any text that it keeps.
   */
  skim?(event: EngineEvent, filter: EventFilter): boolean;
  handle(event: EngineEvent): void;
  /** The last call, also if the run was aborted before `run.finished`. */
  close?(): void | Promise<void>;
  /** Leaves the terminal alone until it is resumed. */
  suspend?(): void;
  resume?(): void;
}
