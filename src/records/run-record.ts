import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '../engine/events.ts';
import { isPlainResult } from '../report/text/is-plain-result.ts';
import type { Subscriber } from '../report/subscriber.ts';
import { pruneRuns } from './prune-runs.ts';
import { makeRunsDirectory } from './run-directory.ts';

export interface RunRecordOptions {
  /** The project's directory. */
  readonly root: string;
  /** Called once if the run can't be recorded, which does not make the run fail. */
  readonly warn: (message: string) => void;
}

/** The recorded events; tasks that found the declared state are omitted. */
const KEPT: ReadonlySet<EngineEvent['event']> = new Set([
  'run.started',
  'host.connected',
  'host.problem',
  'role.started',
  'role.finished',
  'task.finished',
  'handler.finished',
  'warning',
  'run.finished',
]);

/** Buffer size of a write. */
const PIECE_CHARACTERS = 32 * 1024;
/** From this size on, only the final results of hosts and of the run are written. */
export const MOST_BYTES = 32 * 1024 * 1024;
const ALWAYS: ReadonlySet<EngineEvent['event']> = new Set(['host.problem', 'run.finished']);

/** Records a run as its events, one line of JSON each, with the time. Never throws. */
export class RunRecord implements Subscriber {
  readonly name = 'run record';
  readonly text = 'clean';
  readonly reads = KEPT;
  readonly #options: RunRecordOptions;
  /** Open from the first event until it is closed, or a write has failed. */
  #descriptor: number | undefined;
  /** Lines that have not been written yet. */
  #lines = '';
  #bytes = 0;

  constructor(options: RunRecordOptions) {
    this.#options = options;
  }

  skim(event: EngineEvent): boolean {
    return (event.event === 'task.finished' || event.event === 'handler.finished') && isPlainResult(event);
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') this.#attempt(() => this.#open(event.run));
    if (this.#descriptor === undefined) return;
    if (this.#bytes > MOST_BYTES && !ALWAYS.has(event.event)) return;
    this.#lines += `${JSON.stringify({ ...event, at: 'at' in event ? event.at : new Date().toISOString() })}\n`;
    if (this.#lines.length > PIECE_CHARACTERS || event.event === 'run.finished') this.#attempt(() => this.#write());
  }

  close(): void {
    this.#attempt(() => this.#write());
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#attempt(() => pruneRuns(this.#options.root));
  }

  #open(run: string): void {
    const path = join(makeRunsDirectory(this.#options.root), `${run}.ndjson`);
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    this.#descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  }

  #write(): void {
    if (this.#descriptor === undefined || this.#lines === '') return;
    const bytes = Buffer.from(this.#lines);
    this.#lines = '';
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      const descriptor = this.#descriptor;
      this.#descriptor = undefined;
      this.#lines = '';
      if (descriptor !== undefined) closeSync(descriptor);
      this.#options.warn(`the run is not recorded: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
