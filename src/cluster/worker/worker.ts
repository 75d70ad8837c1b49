import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpackProject } from '../project/packed-project.ts';
import { onOneLine } from '../cluster-problem.ts';
import { endAfterFailedPlay } from '../store/failed-plays.ts';
import { beginAttempt, passOver, stateOfRun } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { Claim } from '../store/queue.ts';
import { settleRun } from '../store/run-rows.ts';
import { readProjectContent } from '../store/project-rows.ts';
import { forgetWorker, noteWorker, runsUnderWay } from '../store/worker-rows.ts';
import { giveUpUnserved } from './give-up.ts';
import { Lease } from './lease.ts';
import { runJob } from './run-job.ts';

export interface WorkerOptions {
  /** Unique among all workers. */
  readonly id: string;
  /** For display: `root@build-1`. */
  readonly name: string;
  readonly labels: readonly string[];
  /** The program's version: jobs of other versions are left to other workers. */
  readonly program: string;
  readonly main: string;
  /** The directory of unpacked projects. */
  readonly cache: string;
  readonly words: readonly string[];
  /** Maximum number of concurrent jobs. */
  readonly jobs: number;
  readonly stopping: Promise<void>;
  readonly say: (line: string) => void;
}

const IDLE_MS = 500;
const TELL_MS = 5000;

/** Takes and runs jobs until it is stopped. An unavailable database is waited for. */
export async function work(store: Store, options: WorkerOptions): Promise<void> {
  let isStopping = false;
  void options.stopping.then(() => (isStopping = true));
  const trouble = new Trouble(options.say);
  const tell = async (): Promise<void> => {
    while (!isStopping) {
      await trouble.during('tell', () => attend(store, options));
      await Promise.race([sleep(TELL_MS, undefined, { ref: false }), options.stopping]);
    }
  };
  const slot = async (_: unknown, index: number): Promise<void> => {
    while (!isStopping)
      if (!(await trouble.during(`slot ${index}`, () => takeOne(store, options))))
        await Promise.race([sleep(IDLE_MS), options.stopping]);
  };
  await Promise.all([tell(), ...Array.from({ length: options.jobs }, slot)]);
  await forgetWorker(store.sql, options.id).catch(() => undefined);
}

/** Reports errors, each once as long as it persists; the caller retries. */
class Trouble {
  readonly #say: (line: string) => void;
  readonly #told = new Map<string, string>();

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Undefined if it failed. */
  async during<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#told.delete(what);
      return answer;
    } catch (error) {
      const message = error instanceof Error ? onOneLine(error) : String(error);
      if (![...this.#told.values()].includes(message)) this.#say(`warning: ${message}`);
      this.#told.set(what, message);
      return undefined;
    }
  }
}

/** Records that the worker is alive, and gives up jobs without a worker. */
async function attend(store: Store, options: WorkerOptions): Promise<void> {
  await noteWorker(store.sql, options);
  for (const run of await runsUnderWay(store.sql)) await giveUpUnserved(store, run);
}

/** Whether there was a job. */
async function takeOne(store: Store, options: WorkerOptions): Promise<boolean> {
  for (const label of options.labels) {
    const claimedMs = performance.now();
    const claim = await store.queue.claim(options.program, label);
    if (!claim) continue;
    await handle(store, { claim, claimedMs }, options);
    return true;
  }
  return false;
}

interface Claimed {
  readonly claim: Claim;
  readonly claimedMs: number;
}

async function handle(store: Store, { claim, claimedMs }: Claimed, options: WorkerOptions): Promise<void> {
  const { sql, queue } = store;
  const { run, job } = claim.data;
  await endAfterFailedPlay(sql, run);
  const attempt = await beginAttempt(sql, claim, options.name);
  if (!attempt) {
    await passOver(sql, claim);
    await queue.finish(claim);
    await settleRun(sql, run);
    return;
  }
  options.say(`run ${run}: job ${job} begins${attempt.attempt === 1 ? '' : `, attempt ${attempt.attempt}`}`);
  // the lease starts now, since the transfer of a large project takes time
  const lease = new Lease({
    claimedMs,
    renew: () => queue.renew(claim),
    stateOfRun: () => stateOfRun(sql, attempt),
  });
  try {
    const { project: hash } = attempt.run;
    const source = { hash, content: () => readProjectContent(sql, hash) };
    const directory = await unpackProject(options.cache, source, existsSync);
    const end = lease.isLost ? 'lost' : await runJob({ ...options, store, claim, attempt, lease, directory });
    options.say(`run ${run}: job ${job} ${ENDS[end]}`);
  } finally {
    lease.release();
  }
}

const ENDS = { done: 'has ended', left: 'is left to another attempt', lost: "is another worker's by now" } as const;
