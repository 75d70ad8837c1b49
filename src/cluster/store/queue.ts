import type { PgBoss } from 'pg-boss';

/** The target of statements: a pool of connections, or a transaction. */
export type Database = ReturnType<PgBoss['getDb']>;

/** A job of the queue that a worker has claimed: its reports apply to this attempt only. */
export interface Claim {
  readonly queue: string;
  readonly id: string;
  readonly retryCount: number;
  readonly data: { readonly run: string; readonly job: string };
}

export interface QueuedJob {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly after: readonly string[];
}

/** The interface of the job engine: a graph of jobs, each assigned to one worker at a time, as long as it renews its lease. */
export interface Queue {
  /** Adds all jobs of a run, or none. */
  put(run: string, program: string, jobs: readonly QueuedJob[]): Promise<void>;
  /** Creates the queues for jobs with these labels, outside of any transaction. */
  open(program: string, labels: Iterable<string>): Promise<void>;
  claim(program: string, label: string): Promise<Claim | undefined>;
  /** False if the claim has been taken over. */
  renew(claim: Claim): Promise<boolean>;
  /** Releases the jobs that wait for it. */
  finish(claim: Claim): Promise<void>;
  /** Like `finish`, for a job without a claim. */
  drop(program: string, job: Pick<QueuedJob, 'id' | 'label'>): Promise<void>;
  /** Lets another worker take the job. */
  giveBack(claim: Claim): Promise<void>;
}

/** A worker that is silent for this long is considered dead: the minimum of pg-boss. */
export const LEASE_SECONDS = 10;

const OPTIONS = {
  heartbeatSeconds: LEASE_SECONDS,
  // attempts are counted in a separate table
  retryLimit: 1000,
  retryDelay: 1,
  // the maximum: dead workers are detected by their lease
  expireInSeconds: 24 * 3600,
  retentionSeconds: 7 * 24 * 3600,
  deleteAfterSeconds: 24 * 3600,
};

const nameOf = (program: string, label: string): string => `${program}/${label}`;

/** The queue in a session of the database. `translated` converts its errors. */
export function createQueue(boss: PgBoss, db: Database, translated: <T>(ask: () => Promise<T>) => Promise<T>): Queue {
  const known = new Set<string>();
  const open = async (name: string): Promise<void> => {
    if (!known.has(name)) await boss.createQueue(name, OPTIONS);
    known.add(name);
  };
  return {
    open: (program, labels) =>
      translated(async () => {
        for (const label of new Set(labels)) await open(nameOf(program, label));
      }),
    put: (run, program, jobs) =>
      translated(() =>
        putAll(
          { boss, db },
          jobs.map((job) => ({ ...job, queue: nameOf(program, job.label), data: { run, job: job.name } })),
        ),
      ),
    claim: (program, label) =>
      translated(async () => {
        const queue = nameOf(program, label);
        await open(queue);
        const [job] = await boss.fetch<Claim['data']>(queue, { batchSize: 1, db });
        return job && { queue, id: job.id, retryCount: job.retryCount, data: job.data };
      }),
    renew: ({ queue, id, retryCount }) =>
      translated(async () => {
        // the declared type lacks a field that all commands return
        const { affected = 0 } = (await boss.touch(queue, { id, retryCount }, { db })) as {
          readonly affected?: number;
        };
        return affected > 0;
      }),
    finish: ({ queue, id, retryCount }) =>
      translated(async () => {
        await boss.complete(queue, { id, retryCount }, null, { db });
      }),
    drop: (program, { id, label }) =>
      translated(async () => {
        await boss.complete(nameOf(program, label), id, null, { db, includeQueued: true });
      }),
    giveBack: ({ queue, id, retryCount }) =>
      translated(async () => {
        await boss.fail(queue, { id, retryCount }, null, { db });
      }),
  };
}

type Entry = Pick<Claim, 'queue' | 'id' | 'data'> & Pick<QueuedJob, 'name' | 'after'>;

interface Engine {
  readonly boss: PgBoss;
  readonly db: Database;
}

/** Runs in the transaction of its caller. */
async function putAll({ boss, db }: Engine, entries: readonly Entry[]): Promise<void> {
  // pg-boss rejects a flow in which no job waits for another
  if (entries.every(({ after }) => after.length === 0)) {
    for (const queue of new Set(entries.map((entry) => entry.queue))) {
      const own = entries.filter((entry) => entry.queue === queue).map(({ id, data }) => ({ id, data }));
      await boss.insert(queue, own, { db });
    }
    return;
  }
  const flow = entries.map(({ id, name, queue, data, after }) => ({
    ref: name,
    name: queue,
    data,
    dependsOn: [...after],
    options: { id },
  }));
  await boss.flow(flow, { db });
}
