import { openSync, statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Subscriber } from '../subscriber.ts';
import { EventFile } from './event-file.ts';
import { EventStream, openDescriptor } from './event-stream.ts';

/**
 * The destination of events: a file's path, `-` for stdout, `fd:N` for a descriptor opened by the caller. `pipe`: the descriptor of a
 * path that is a pipe. Throws the errors of `fs`.
 */
export function openEvents(place: string, stdout: Writable, pipe?: number): Subscriber {
  if (place === '-') return new EventStream('events on stdout', stdout);
  const descriptor = /^fd:(\d+)$/.exec(place)?.[1];
  if (descriptor !== undefined) return new EventStream(`events to ${place}`, openDescriptor(Number(descriptor)));
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined || stat.isFile() || stat.isDirectory()) return new EventFile(place);
  return new EventStream(`events in ${place}`, openDescriptor(pipe ?? openSync(place, 'w')));
}
