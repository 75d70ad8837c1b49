import type { PgBoss } from 'pg-boss';

/** What statements are sent to: a pool of connections, or a transaction. */
export type Database = ReturnType<PgBoss['getDb']>;

/** A job of the queue as a worker has it in hand: what it says of it counts for this attempt only. */
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

/** What is asked of the engine underneath: a graph of jobs, each handed to one worker at a time, for as long as that renews its lease. */
export interface Queue {
  /** All jobs of a run at once, or none. */
  put(run: string, program: string, jobs: readonly QueuedJob[]): Promise<void>;
  /** What jobs with these labels are put into. It is made outside of any transaction. */
  open(program: string, labels: Iterable<string>): Promise<void>;
  claim(program: string, label: string): Promise<Claim | undefined>;
  /** False: the claim is another's by now. */
  renew(claim: Claim): Promise<boolean>;
  /** What waits for it may begin. */
  finish(claim: Claim): Promise<void>;
  /** As `finish`, of a job that nobody has claimed. */
  drop(program: string, job: Pick<QueuedJob, 'id' | 'label'>): Promise<void>;
  /** Another worker may have it. */
  giveBack(claim: Claim): Promise<void>;
}

/** A worker that has not been heard of for so long is dead: pg-boss takes no less. */
export const LEASE_SECONDS = 10;

const OPTIONS = {
  heartbeatSeconds: LEASE_SECONDS,
  // how often a job is tried is counted in its own table
  retryLimit: 1000,
  retryDelay: 1,
  // the longest there is: the lease tells of dead workers
  expireInSeconds: 24 * 3600,
  retentionSeconds: 7 * 24 * 3600,
  deleteAfterSeconds: 24 * 3600,
};

const nameOf = (program: string, label: string): string => `${program}/${label}`;

/** The queue in one session of the database. `translated` says what its refusals are. */
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
        // its types leave out what all of its commands answer
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

/** In the transaction of its caller. */
async function putAll({ boss, db }: Engine, entries: readonly Entry[]): Promise<void> {
  // pg-boss refuses a flow in which no job waits for another
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
