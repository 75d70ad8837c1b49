import type { EngineEvent } from '../engine/events.ts';
import { maskEvent, type TextFilter } from './mask-event.ts';
import type { Subscriber } from './subscriber.ts';

/** Subscribers that all see text through one filter. */
export interface Lane {
  readonly filter: TextFilter;
  readonly subscribers: readonly Subscriber[];
}

/** Hands each event to every subscriber. One that throws is dropped, and `onBreak` told. */
export class FanOut {
  readonly #lanes: readonly Lane[];
  readonly #broken = new Set<Subscriber>();
  readonly #onBreak: (name: string, error: unknown) => void;

  constructor(lanes: readonly Lane[], onBreak: (name: string, error: unknown) => void) {
    this.#lanes = lanes.filter(({ subscribers }) => subscribers.length > 0);
    this.#onBreak = onBreak;
  }

  handle(event: EngineEvent): void {
    for (const { filter, subscribers } of this.#lanes) {
      const masked = maskEvent(event, filter);
      for (const subscriber of subscribers.filter((one) => !this.#broken.has(one))) {
        try {
          subscriber.handle(masked);
        } catch (error) {
          this.#drop(subscriber, error);
        }
      }
    }
  }

  async close(): Promise<void> {
    for (const subscriber of this.#lanes.flatMap(({ subscribers }) => subscribers)) {
      try {
        await subscriber.close?.();
      } catch (error) {
        this.#drop(subscriber, error);
      }
    }
  }

  #drop(subscriber: Subscriber, error: unknown): void {
    this.#broken.add(subscriber);
    this.#onBreak(subscriber.name, error);
  }
}
