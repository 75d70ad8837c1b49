import { fstatSync, createWriteStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../../engine/events.ts';
import type { Subscriber } from '../subscriber.ts';
import { renderEventLine } from './event-file.ts';

/** Maximum backlog of a reader; more than the events that a run of thousands of hosts emits at once. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
const FLUSH_WITHIN_MS = 5000;

/**
 * Writes each event as one line of JSON to a stream. It never waits for the reader: a reader that is too slow, or closes the stream,
 * receives no more events, and the run continues.
 */
export class EventStream implements Subscriber {
  readonly name: string;
  readonly text = 'faithful';
  readonly #stream: Writable;
  #error: Error | undefined;

  constructor(name: string, stream: Writable) {
    this.name = name;
    this.#stream = stream;
    stream.on('error', (error) => (this.#error ??= error));
  }

  handle(event: EngineEvent): void {
    this.#throwIfFailed();
    if (this.#stream.writableLength > MOST_WAITING_BYTES) throw this.#fail('their reader is too slow');
    this.#stream.write(renderEventLine(event));
  }

  /** Resolves when everything is written. Rejects after a timeout. */
  async close(): Promise<void> {
    if (this.#error !== undefined) return;
    const gone = new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
    const timer = new AbortController();
    // the stream itself does not keep the process alive
    const late = sleep(FLUSH_WITHIN_MS, 'late' as const, { signal: timer.signal }).catch(() => undefined);
    const first = await Promise.race([gone, late]).finally(() => timer.abort());
    if (first === 'late') throw this.#fail('their reader does not read the last ones');
    this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  #fail(reason: string): Error {
    return (this.#error = new Error(reason));
  }
}

/** A stream to a descriptor that was opened by the caller. Throws the errors of `fs` if it is not open. */
export function openDescriptor(fd: number): Writable {
  const stat = fstatSync(fd);
  const stream =
    stat.isFIFO() || stat.isSocket()
      ? new Socket({ fd, readable: false, writable: true }).unref()
      : createWriteStream('', { fd, autoClose: false });
  return stream;
}
