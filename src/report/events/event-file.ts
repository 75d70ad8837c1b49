import { closeSync, openSync, writeSync } from 'node:fs';
import type { EngineEvent } from '../../engine/events.ts';
import type { Subscriber } from '../subscriber.ts';

/**
 * Writes each event immediately as one line of JSON with the time, so that the file is complete up to the last event, however the run
 * ends. Replaces the file. The constructor throws if the file can't be opened.
 */
export class EventFile implements Subscriber {
  readonly name: string;
  readonly text = 'faithful';
  readonly #descriptor: number;

  constructor(path: string) {
    this.name = `events in ${path}`;
    this.#descriptor = openSync(path, 'w');
  }

  handle(event: EngineEvent): void {
    const line = Buffer.from(renderEventLine(event));
    let written = 0;
    while (written < line.length) written += writeSync(this.#descriptor, line, written);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

export const renderEventLine = (event: EngineEvent): string =>
  `${JSON.stringify({ ...event, at: 'at' in event ? event.at : new Date().toISOString() })}\n`;
