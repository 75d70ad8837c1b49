import type { EngineEvent } from '../engine/events.ts';
import { maskEvent, type EventFilter } from './events/mask-event.ts';
import type { Subscriber } from './subscriber.ts';

export interface FanOutOptions {
  readonly subscribers: readonly Subscriber[];
  readonly filters: Readonly<Record<Subscriber['text'], EventFilter>>;
  readonly onBreak: (name: string, error: unknown) => void;
}

/** Passes each event to all subscribers. A subscriber that throws is dropped, and `onBreak` is called. */
export class FanOut {
  readonly #options: FanOutOptions;
  readonly #broken = new Set<Subscriber>();

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  handle(event: EngineEvent): void {
    const { subscribers, filters } = this.#options;
    for (const text of ['clean', 'faithful'] as const) {
      const filter = filters[text];
      const readers = subscribers
        .filter((one) => one.text === text && one.reads?.has(event.event) !== false && !this.#broken.has(one))
        .filter((one) => one.skim === undefined || this.#try(one, () => one.skim?.(event, filter)) === false);
      if (readers.length === 0) continue;
      const masked = maskEvent(event, filter);
      for (const reader of readers) this.#try(reader, () => reader.handle(masked));
    }
  }

  async close(): Promise<void> {
    for (const subscriber of this.#options.subscribers) {
      try {
        await subscriber.close?.();
      } catch (error) {
        this.#drop(subscriber, error);
      }
    }
  }

  #try<T>(subscriber: Subscriber, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#drop(subscriber, error);
      return undefined;
    }
  }

  #drop(subscriber: Subscriber, error: unknown): void {
    this.#broken.add(subscriber);
    this.#options.onBreak(subscriber.name, error);
  }
}
