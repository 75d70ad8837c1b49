import type { Writable } from 'node:stream';
import type { EventSink, RunMode } from '../engine/events.ts';

export interface ReporterOptions {
  readonly format: 'auto' | 'tree' | 'plain' | 'json';
  readonly mode: RunMode;
  readonly withDiff: boolean;
  readonly verbosity: number;
  readonly eventsFile?: string | undefined;
  readonly junitFile?: string | undefined;
  readonly mask: (text: string) => string;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Reporter {
  readonly sink: EventSink;
  close(): Promise<void>;
}

/** Writes each event of a run as a line of JSON. */
export function createReporter({ mask, stdout }: ReporterOptions): Promise<Reporter> {
  return Promise.resolve({
    sink: (event) => void stdout.write(`${mask(JSON.stringify(event))}\n`),
    close: () => Promise.resolve(),
  });
}
