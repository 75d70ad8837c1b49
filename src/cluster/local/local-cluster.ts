import type { EngineEvent, RunMode } from '../../engine/events.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { Following, RunEnd } from '../follow-run.ts';
import { splitBlocked } from '../jobs/blocked-nodes.ts';
import type { ClusterJob } from '../jobs/cluster-job.ts';
import { cutJobs } from '../jobs/cut-jobs.ts';
import type { CutOptions } from '../jobs/cut-jobs.ts';
import type { HandedOn } from '../jobs/handed-on.ts';
import { joinValues } from '../jobs/handed-on.ts';
import { MergedRun } from '../merge/merged-run.ts';
import type { ChildRun } from '../worker/child-run.ts';
import { startChild } from '../worker/child-run.ts';
import { writeJobFiles } from '../worker/job-files.ts';
import { JobOutcome } from '../worker/job-outcome.ts';
import { JobBoard } from './job-board.ts';

export interface LocalRun {
  readonly plays: readonly PlannedPlay[];
  readonly cut: CutOptions;
  readonly mode: RunMode;
  /** The program's main file, and its words for each process. */
  readonly main: string;
  readonly words: readonly string[];
  /** How many processes at once. */
  readonly processes: number;
}

/** What a run of processes has in common with one of a cluster. */
export interface LocalCluster {
  /** How many jobs the run is. */
  readonly jobs: number;
  merge(): MergedRun;
  follow(run: string, following: Following): Promise<RunEnd>;
  /** Tasks in hand finish; with `hurry` they are ended. */
  stop(run: string, hurry?: boolean): Promise<void>;
}

/** Shares a run out to processes of this machine, which end with this one. */
export function openLocalCluster(local: LocalRun): LocalCluster {
  const jobs = cutJobs(local.plays, local.cut);
  const run = new SharedRun(local, jobs);
  return {
    jobs: jobs.length,
    merge: () => new MergedRun(),
    follow: (id, following) => run.perform(id, following),
    stop: () => {
      run.stop();
      return Promise.resolve();
    },
  };
}

class SharedRun {
  readonly #local: LocalRun;
  readonly #jobs: readonly ClusterJob[];
  readonly #board: JobBoard;
  readonly #values = new Map<string, string>();
  readonly #children = new Set<ChildRun>();
  #isStopping = false;
  #isLeft = false;

  constructor(local: LocalRun, jobs: readonly ClusterJob[]) {
    this.#local = local;
    this.#jobs = jobs;
    this.#board = new JobBoard(jobs);
  }

  /** Each call counts as a Ctrl-C at each process: the first lets tasks in hand finish, the second ends them. */
  stop(): void {
    this.#isStopping = true;
    for (const child of this.#children) child.interrupt();
  }

  async perform(id: string, { onEvent }: Following): Promise<RunEnd> {
    const inHand = new Set<Promise<void>>();
    try {
      for (;;) {
        while (inHand.size < this.#local.processes && !this.#isStopping) {
          const job = this.#board.take();
          if (!job) break;
          const performing = this.#perform(job, id, onEvent).finally(() => inHand.delete(performing));
          inHand.add(performing);
        }
        if (inHand.size === 0) break;
        await Promise.race(inHand);
      }
    } finally {
      for (const child of this.#children) child.stop();
    }
    const isStopped = this.#isStopping && (this.#isLeft || !this.#board.isDone);
    if (isStopped) for (const job of this.#board.waiting) this.#leave(job, id, onEvent);
    return { state: isStopped ? 'stopped' : 'ended', isFatal: this.#board.isFatal };
  }

  #leave({ name, nodes }: ClusterJob, run: string, onEvent: Following['onEvent']): void {
    const outcome = new JobOutcome(nodes, []);
    outcome.leave();
    onEvent({ job: name, attempt: 1, event: outcome.end(this.#local.mode, run) });
  }

  async #perform(job: ClusterJob, run: string, onEvent: Following['onEvent']): Promise<void> {
    const { free, blocked } = splitBlocked(job, this.#board.unmet);
    const outcome = new JobOutcome(free, blocked);
    const tell = (event: EngineEvent): void => onEvent({ job: job.name, attempt: 1, event });
    outcome.blockedEvents().forEach(tell);
    if (free.length > 0) {
      const files = writeJobFiles(free, this.#handedOn());
      try {
        const problem = await this.#runChild(job, outcome, { words: files.words, tell });
        if (problem !== undefined) outcome.undoneEvents(problem, 'failed').forEach(tell);
        const values = files.values();
        if (values !== undefined) this.#values.set(job.name, values);
      } finally {
        files.remove();
      }
    }
    tell(outcome.end(this.#local.mode, run));
    this.#board.end(job, { unmet: outcome.unmet(), isFatal: outcome.isFatal });
  }

  #handedOn(): HandedOn | undefined {
    if (this.#jobs.every(({ after }) => after.length === 0)) return undefined;
    return joinValues(this.#jobs.flatMap(({ name }) => this.#values.get(name) ?? []));
  }

  /** Gives why the job could not be run to its end; undefined: it was, or the run is stopped. */
  async #runChild(job: ClusterJob, outcome: JobOutcome, { words, tell }: ChildTask): Promise<string | undefined> {
    const { main, words: common } = this.#local;
    const child = startChild({
      main,
      words: [...common, ...words, '--output', 'plain'],
      directory: process.cwd(),
      onLine: (line) => {
        if (outcome.note(line)) tell(JSON.parse(line) as EngineEvent);
        return Promise.resolve();
      },
    });
    this.#children.add(child);
    // it was started while the run was being stopped
    if (this.#isStopping) child.interrupt();
    const { exitCode, stderr } = await child.ended;
    this.#children.delete(child);
    if (this.#isStopping && (exitCode === 130 || exitCode === null)) {
      this.#isLeft = true;
      outcome.leave();
      return undefined;
    }
    if (outcome.isFinished) return undefined;
    return `job ${job.name} could not be run (${exitCode === null ? 'its process was killed' : `exit code ${exitCode}`}): ${stderr.trim()}`;
  }
}

interface ChildTask {
  readonly words: readonly string[];
  readonly tell: (event: EngineEvent) => void;
}
