import { splitBlocked } from '../jobs/blocked-nodes.ts';
import type { JobNode } from '../jobs/cluster-job.ts';
import { appendEvents } from '../store/event-rows.ts';
import { endAttempt, leaveAttempt, readUnmet, readValues } from '../store/job-rows.ts';
import type { Attempt } from '../store/job-rows.ts';
import type { Store } from '../store/open-store.ts';
import type { Claim } from '../store/queue.ts';
import { settleRun } from '../store/run-rows.ts';
import type { ChildEnd } from './child-run.ts';
import { startChild } from './child-run.ts';
import { EventWriter } from './event-writer.ts';
import { writeJobFiles } from './job-files.ts';
import { JobOutcome } from './job-outcome.ts';
import type { Lease, LeaseEnd } from './lease.ts';

export interface JobSetting {
  readonly store: Store;
  readonly claim: Claim;
  readonly attempt: Attempt;
  readonly lease: Lease;
  /** The program's main file. */
  readonly main: string;
  /** The project's directory on this machine. */
  readonly directory: string;
  /** Flags that the worker adds: the files of passwords and keys. */
  readonly words: readonly string[];
  /** Resolves when the worker should stop. */
  readonly stopping: Promise<void>;
}

/** `done`: the job has ended, successfully or not. `left`: another attempt will continue. `lost`: another attempt has begun. */
export type JobEnd = 'done' | 'left' | 'lost';

/** The number of crashes of workers or their processes after which a job is given up. */
const MOST_CRASHES = 3;

/** Runs the nodes of a job in a separate process, and saves their results. */
export async function runJob(setting: JobSetting): Promise<JobEnd> {
  const { store, attempt } = setting;
  const { free, blocked } = splitBlocked(attempt.job, await readUnmet(store.sql, attempt.run.id));
  const outcome = new JobOutcome(free, blocked);
  const writer = new EventWriter((lines) => appendEvents(store.sql, attempt, lines));
  for (const event of outcome.blockedEvents()) writer.add(JSON.stringify(event));
  const ending = new Ending(setting, outcome, writer);
  if (free.length === 0) return await ending.finish();
  if (attempt.crashes >= MOST_CRASHES)
    return await ending.fail(`job ${attempt.job.name} is given up: ${attempt.crashes} workers have died over it`);
  return await runNodes(setting, { free, outcome, writer, ending });
}

interface InHand {
  readonly free: readonly JobNode[];
  readonly outcome: JobOutcome;
  readonly writer: EventWriter;
  readonly ending: Ending;
}

async function runNodes(setting: JobSetting, { free, outcome, writer, ending }: InHand): Promise<JobEnd> {
  const { lease, main, directory } = setting;
  const { run } = setting.attempt;
  const handedOn = run.request.handsOn ? await readValues(setting.store.sql, run.id) : undefined;
  const files = writeJobFiles(free, handedOn);
  const child = startChild({
    main,
    words: [...wordsOf(setting), ...files.words],
    directory,
    onLine: async (line) => {
      if (outcome.note(line)) writer.add(line);
      await writer.room();
    },
  });
  let asked: LeaseEnd | 'leaving' | undefined;
  const stop = (why: LeaseEnd | 'leaving'): void => {
    asked = asked === undefined || why === 'lost' ? why : asked;
    if (why === 'lost') writer.giveUp();
    child.stop();
    if (why === 'hurried') child.interrupt();
  };
  lease.holdFor({ onEnd: stop, onRenewed: (untilMs) => child.prolong(untilMs) });
  void setting.stopping.then(() => stop('leaving'));
  try {
    const end = await child.ended;
    return await ending.after(end, { asked, values: files.values() });
  } finally {
    files.remove();
  }
}

function wordsOf({ attempt, words }: JobSetting): string[] {
  // the batch of a dead worker may still run on its host
  const patience =
    attempt.attempt > 1 && !attempt.run.request.words.includes('--lock-timeout') ? ['--lock-timeout', '300'] : [];
  return [...attempt.run.request.words, ...patience, ...words, '--output', 'plain'];
}

interface Left {
  /** Why the process was stopped. */
  readonly asked: LeaseEnd | 'leaving' | undefined;
  /** The variables that its tasks have set. */
  readonly values: string | undefined;
}

/** Saves the result of an attempt. */
class Ending {
  readonly #setting: JobSetting;
  readonly #outcome: JobOutcome;
  readonly #writer: EventWriter;

  constructor(setting: JobSetting, outcome: JobOutcome, writer: EventWriter) {
    this.#setting = setting;
    this.#outcome = outcome;
    this.#writer = writer;
  }

  async after({ exitCode, stderr }: ChildEnd, { asked, values }: Left): Promise<JobEnd> {
    if (asked === 'lost') return 'lost';
    if (asked !== undefined && (exitCode === 130 || exitCode === null)) return await this.#leave(asked);
    // it was killed, as if the worker had died
    if (exitCode === 130 || exitCode === null) return await this.#giveBack();
    if (this.#outcome.isFinished) return await this.finish(values);
    return await this.fail(
      `job ${this.#setting.attempt.job.name} could not be run (exit code ${exitCode}): ${stderr.trim()}`,
    );
  }

  async fail(message: string): Promise<JobEnd> {
    for (const event of this.#outcome.undoneEvents(message, 'failed')) this.#writer.add(JSON.stringify(event));
    return await this.finish();
  }

  async finish(values?: string): Promise<JobEnd> {
    const { store, claim, attempt } = this.#setting;
    const { mode } = attempt.run.request;
    this.#writer.add(JSON.stringify(this.#outcome.end(mode, attempt.run.id)));
    if (!(await this.#writer.close())) return 'lost';
    const end = { unmet: this.#outcome.unmet(), isFatal: this.#outcome.isFatal, values };
    if (!(await endAttempt(store.sql, attempt, end))) return 'lost';
    await store.queue.finish(claim);
    await settleRun(store.sql, attempt.run.id);
    return 'done';
  }

  /** If the run was stopped, the job is removed from the queue; if the worker stops, another worker takes the job. */
  async #leave(asked: LeaseEnd | 'leaving'): Promise<JobEnd> {
    const { store, claim, attempt } = this.#setting;
    if (!(await this.#writer.close())) return 'lost';
    await leaveAttempt(store.sql, attempt);
    if (asked === 'leaving') await store.queue.giveBack(claim);
    else await store.queue.finish(claim);
    await settleRun(store.sql, attempt.run.id);
    return 'left';
  }

  async #giveBack(): Promise<JobEnd> {
    const { store, claim } = this.#setting;
    await this.#writer.close();
    await store.queue.giveBack(claim);
    return 'left';
  }
}
