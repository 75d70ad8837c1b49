import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../engine/events.ts';
import type { JobEvent } from './merge/merged-run.ts';
import { readEvents, readState } from './store/event-rows.ts';
import type { Sql } from './store/open-store.ts';
import type { RunState } from './store/run-rows.ts';
import { labelsWithoutWorker } from './store/worker-rows.ts';

export interface Following {
  readonly onEvent: (event: JobEvent) => void;
  /** Told of what holds the run up. */
  readonly warn: (message: string) => void;
  /** Resolves when nobody looks any more. */
  readonly left?: Promise<void> | undefined;
}

const LOOK_MS = 200;
const LOOK_FOR_WORKERS_MS = 5000;

/** Hands on what the workers of a run tell, from its beginning until it ends or is stopped. Undefined: left before. */
export async function followRun(
  sql: Sql,
  run: string,
  { onEvent, warn, left }: Following,
): Promise<RunState | undefined> {
  const leaving = { isAsked: false };
  void left?.then(() => (leaving.isAsked = true));
  const workers = new WorkerWatch(sql, run, warn);
  const outage = new Outage(warn);
  let seq = 0;
  while (!leaving.isAsked) {
    const step = await outage.during(async () => {
      await workers.look();
      const state = await readState(sql, run);
      const rows = await readEvents(sql, run, seq);
      for (const { job, attempt, lines } of rows)
        for (const event of parseLines(lines)) onEvent({ job, attempt, event });
      seq = rows.at(-1)?.seq ?? seq;
      return { state, isAll: state === undefined || seq >= state.seq };
    });
    if (step?.isAll && isOver(step.state?.state)) return step.state?.state ?? 'ended';
    if (step?.isAll !== false) await sleep(LOOK_MS);
  }
  return undefined;
}

const isOver = (state: RunState | undefined): boolean => state !== 'running' && state !== 'stopping';

const parseLines = (lines: string): EngineEvent[] =>
  lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as EngineEvent]));

/** A database that is away is waited for: the run goes on without it for a while, and is tried again after that. */
class Outage {
  readonly #warn: (message: string) => void;
  #isTold = false;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Undefined: it could not be asked. */
  async during<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#isTold = false;
      return answer;
    } catch (error) {
      if (!this.#isTold) this.#warn(`the database does not answer, and is waited for: ${(error as Error).message}`);
      this.#isTold = true;
      return undefined;
    }
  }
}

/** Tells, once for each label, that no worker is there that could take a job. */
class WorkerWatch {
  readonly #sql: Sql;
  readonly #run: string;
  readonly #warn: (message: string) => void;
  readonly #told = new Set<string>();
  #nextMs = performance.now() + LOOK_FOR_WORKERS_MS;

  constructor(sql: Sql, run: string, warn: (message: string) => void) {
    this.#sql = sql;
    this.#run = run;
    this.#warn = warn;
  }

  async look(): Promise<void> {
    if (performance.now() < this.#nextMs) return;
    this.#nextMs = performance.now() + LOOK_FOR_WORKERS_MS;
    for (const label of await labelsWithoutWorker(this.#sql, this.#run)) {
      if (this.#told.has(label)) continue;
      this.#told.add(label);
      this.#warn(`no worker of this version has the label ${label}: provision worker --cluster URL --labels ${label}`);
    }
  }
}
