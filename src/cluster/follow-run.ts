import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../engine/events.ts';
import type { JobEvent } from './merge/merged-run.ts';
import type { RunProgress } from './store/event-rows.ts';
import { readEvents, readProgress } from './store/event-rows.ts';
import type { Store } from './store/open-store.ts';
import type { RunState } from './store/run-rows.ts';
import { ClusterProblem, onOneLine } from './cluster-problem.ts';
import { giveUpUnserved } from './worker/give-up.ts';

export interface Following {
  readonly onEvent: (event: JobEvent) => void;
  /** Called with the reason if the run is delayed. */
  readonly warn: (message: string) => void;
  /** Resolves when the display should end. */
  readonly left?: Promise<void> | undefined;
}

/** How a run has ended, or that it is stopped. */
export type RunEnd = Pick<RunProgress, 'state' | 'isFatal'>;

/** Runs are not kept for ever. */
const GONE: RunEnd = { state: 'ended', isFatal: false };

const LOOK_MS = 200;
const LOOK_FOR_WORKERS_MS = 5000;
const MOST_OUTAGE_MS = 10 * 60_000;

/**
 * Passes on the events of a run's workers, from its beginning until it ends or is stopped. Undefined if the display ended first.
 * Rejects with `ClusterProblem`.
 */
export async function followRun(
  store: Store,
  run: string,
  { onEvent, warn, left }: Following,
): Promise<RunEnd | undefined> {
  const { sql } = store;
  const leaving = { isAsked: false };
  void left?.then(() => (leaving.isAsked = true));
  const workers = new WorkerWatch(store, run, warn);
  const outage = new Outage(warn);
  let seq = 0;
  while (!leaving.isAsked) {
    const step = await outage.during(async () => {
      await workers.look();
      const progress = await readProgress(sql, run);
      const rows = await readEvents(sql, run, seq);
      for (const { job, attempt, lines } of rows)
        for (const event of parseLines(lines)) onEvent({ job, attempt, event });
      seq = rows.at(-1)?.seq ?? seq;
      return { progress, isAll: progress === undefined || seq >= progress.seq };
    });
    if (step?.isAll && isOver(step.progress?.state)) return step.progress ?? GONE;
    if (step?.isAll !== false) await sleep(LOOK_MS);
  }
  return undefined;
}

const isOver = (state: RunState | undefined): boolean => state !== 'running' && state !== 'stopping';

const parseLines = (lines: string): EngineEvent[] =>
  lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as EngineEvent]));

/** Waits for an unavailable database: the run continues without it for a while, and retries after that. */
class Outage {
  readonly #warn: (message: string) => void;
  readonly #told = new Set<string>();
  #sinceMs: number | undefined;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Undefined if the query failed. Rejects with permanent errors, and with temporary ones after a time limit. */
  async during<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#sinceMs = undefined;
      this.#told.clear();
      return answer;
    } catch (error) {
      if (!(error instanceof ClusterProblem && error.isPassing)) throw error;
      const message = `${onOneLine(error)} Retrying.`;
      if (!this.#told.has(message)) this.#warn(message);
      this.#told.add(message);
      this.#sinceMs ??= performance.now();
      if (performance.now() - this.#sinceMs > MOST_OUTAGE_MS) throw error;
      return undefined;
    }
  }
}

/** Warns once for each label without a worker, and gives up jobs that have waited for one too long. */
class WorkerWatch {
  readonly #store: Store;
  readonly #run: string;
  readonly #warn: (message: string) => void;
  readonly #told = new Set<string>();
  #nextMs = performance.now() + LOOK_FOR_WORKERS_MS;

  constructor(store: Store, run: string, warn: (message: string) => void) {
    this.#store = store;
    this.#run = run;
    this.#warn = warn;
  }

  async look(): Promise<void> {
    if (performance.now() < this.#nextMs) return;
    this.#nextMs = performance.now() + LOOK_FOR_WORKERS_MS;
    for (const { label, limitSeconds } of await giveUpUnserved(this.#store, this.#run)) {
      if (this.#told.has(label)) continue;
      this.#told.add(label);
      const limit = limitSeconds > 0 ? ` The run waits up to ${limitSeconds} s for one.` : '';
      this.#warn(
        `no worker of this version has the label ${label}: provision worker --cluster URL --labels ${label}.${limit}`,
      );
    }
  }
}
