import { packFiles } from './project/packed-project.ts';
import type { ProjectToSend } from './project/read-project.ts';
import { readProject } from './project/read-project.ts';
import { cutJobs } from './jobs/cut-jobs.ts';
import type { CutOptions } from './jobs/cut-jobs.ts';
import type { PlannedPlay } from '../plan/plan-play.ts';
import { MergedRun } from './merge/merged-run.ts';
import type { Following, RunEnd } from './follow-run.ts';
import { followRun } from './follow-run.ts';
import { openStore } from './store/open-store.ts';
import type { Store, StoreOptions } from './store/open-store.ts';
import type { NewRun, RunRow } from './store/run-rows.ts';
import { findRun, listRuns, putRun, resumeRun, stopRun } from './store/run-rows.ts';
import type { Patience } from './store/wait-for-store.ts';
import { waitForStore } from './store/wait-for-store.ts';
import type { WorkerOptions } from './worker/worker.ts';
import { work } from './worker/worker.ts';

export interface Submission extends Omit<NewRun, 'project' | 'jobs' | 'request'> {
  readonly request: Omit<NewRun['request'], 'handsOn'>;
  readonly plays: readonly PlannedPlay[];
  readonly cut: CutOptions;
  readonly files: ProjectToSend;
}

/** Runs that several controllers share, in a PostgreSQL database. Methods reject with `ClusterProblem` if the user can fix the error. */
export interface Cluster {
  /** Sends a run to the workers. Resolves to its number of jobs. */
  submit(submission: Submission): Promise<number>;
  /** Merges the events of `follow` into one run. */
  merge(): MergedRun;
  follow(run: string, following: Following): Promise<RunEnd | undefined>;
  find(text: string): Promise<RunRow>;
  list(): Promise<RunRow[]>;
  /** With `hurry`, running tasks are ended too. */
  stop(run: string, hurry?: boolean): Promise<void>;
  /** False if nothing was left to do, or the run is active. */
  resume(run: string): Promise<boolean>;
  work(options: WorkerOptions): Promise<void>;
  close(): Promise<void>;
}

/** Rejects with `ClusterProblem`. */
export const openCluster = async (options: StoreOptions): Promise<Cluster> => clusterOf(await openStore(options));

/** Waits for an unavailable database; undefined if it was told to stop meanwhile. Otherwise as `openCluster`. */
export async function waitForCluster(options: StoreOptions, patience: Patience): Promise<Cluster | undefined> {
  const store = await waitForStore(options, patience);
  return store && clusterOf(store);
}

function clusterOf(store: Store): Cluster {
  const { sql } = store;
  return {
    submit: async ({ plays, cut, files, ...run }) => {
      const jobs = cutJobs(plays, cut);
      const request = { ...run.request, handsOn: jobs.some(({ after }) => after.length > 0) };
      await putRun(store, { ...run, request, jobs, project: packFiles(readProject(files)) });
      return jobs.length;
    },
    merge: () => new MergedRun(),
    follow: (run, following) => followRun(store, run, following),
    find: (text) => findRun(sql, text),
    list: () => listRuns(sql),
    stop: (run, hurry) => stopRun(sql, run, hurry),
    resume: (run) => resumeRun(store, run),
    work: (given) => work(store, given),
    close: () => store.close(),
  };
}

export { openLocalCluster } from './local/local-cluster.ts';
