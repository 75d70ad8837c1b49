import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpackProject } from '../project/packed-project.ts';
import { beginAttempt, passOver } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { Claim } from '../store/queue.ts';
import { settleRun } from '../store/run-rows.ts';
import { readProjectContent } from '../store/project-rows.ts';
import { forgetWorker, noteWorker } from '../store/worker-rows.ts';
import { runJob } from './run-job.ts';

export interface WorkerOptions {
  /** Unique among all workers. */
  readonly id: string;
  /** For people: `root@build-1`. */
  readonly name: string;
  readonly labels: readonly string[];
  /** The program's version: jobs of another one are left to others. */
  readonly program: string;
  readonly main: string;
  /** Where projects are kept. */
  readonly cache: string;
  readonly words: readonly string[];
  /** How many jobs at once. */
  readonly jobs: number;
  readonly stopping: Promise<void>;
  readonly say: (line: string) => void;
}

const IDLE_MS = 500;
const TELL_MS = 5000;

/** Takes jobs and runs them, until it is told to stop. A database that is away for a while is waited for. */
export async function work(store: Store, options: WorkerOptions): Promise<void> {
  let isStopping = false;
  void options.stopping.then(() => (isStopping = true));
  const tell = async (): Promise<void> => {
    while (!isStopping) {
      await noteWorker(store.sql, options).catch(() => undefined);
      await Promise.race([sleep(TELL_MS, undefined, { ref: false }), options.stopping]);
    }
  };
  const slot = async (): Promise<void> => {
    while (!isStopping) if (!(await takeOne(store, options))) await Promise.race([sleep(IDLE_MS), options.stopping]);
  };
  await Promise.all([tell(), ...Array.from({ length: options.jobs }, slot)]);
  await forgetWorker(store.sql, options.id).catch(() => undefined);
}

/** Whether there was something to do. */
async function takeOne(store: Store, options: WorkerOptions): Promise<boolean> {
  try {
    for (const label of options.labels) {
      const claim = await store.queue.claim(options.program, label);
      if (!claim) continue;
      await handle(store, claim, options);
      return true;
    }
  } catch (error) {
    options.say(`warning: ${error instanceof Error ? error.message : String(error)}`);
  }
  return false;
}

async function handle(store: Store, claim: Claim, options: WorkerOptions): Promise<void> {
  const { sql, queue } = store;
  const { run, job } = claim.data;
  const attempt = await beginAttempt(sql, claim, options.name);
  if (!attempt) {
    await passOver(sql, claim);
    await queue.finish(claim);
    await settleRun(sql, run);
    return;
  }
  options.say(`run ${run}: job ${job} begins${attempt.attempt === 1 ? '' : `, attempt ${attempt.attempt}`}`);
  const { project: hash } = attempt.run;
  const directory = await unpackProject(
    options.cache,
    { hash, content: () => readProjectContent(sql, hash) },
    existsSync,
  );
  const end = await runJob({ ...options, store, claim, attempt, directory });
  options.say(`run ${run}: job ${job} ${ENDS[end]}`);
}

const ENDS = { done: 'has ended', left: 'is left to another attempt', lost: "is another worker's by now" } as const;
