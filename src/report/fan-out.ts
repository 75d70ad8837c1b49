import type { EngineEvent } from '../engine/events.ts';
import { maskEvent, type TextFilter } from './mask-event.ts';
import type { Subscriber } from './subscriber.ts';

export interface FanOutOptions {
  readonly subscribers: readonly Subscriber[];
  readonly filters: Readonly<Record<Subscriber['text'], TextFilter>>;
  readonly onBreak: (name: string, error: unknown) => void;
}

/** Hands each event to every subscriber. One that throws is dropped, and `onBreak` told. */
export class FanOut {
  readonly #options: FanOutOptions;
  readonly #broken = new Set<Subscriber>();

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  handle(event: EngineEvent): void {
    const { subscribers, filters } = this.#options;
    for (const text of ['clean', 'faithful'] as const) {
      const readers = subscribers.filter(
        (one) => one.text === text && one.reads?.has(event.event) !== false && !this.#broken.has(one),
      );
      if (readers.length === 0) continue;
      const masked = maskEvent(event, filters[text]);
      for (const reader of readers) this.#hand(masked, reader);
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

  #hand(event: EngineEvent, subscriber: Subscriber): void {
    try {
      subscriber.handle(event);
    } catch (error) {
      this.#drop(subscriber, error);
    }
  }

  #drop(subscriber: Subscriber, error: unknown): void {
    this.#broken.add(subscriber);
    this.#options.onBreak(subscriber.name, error);
  }
}
