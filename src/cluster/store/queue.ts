import type { PgBoss } from 'pg-boss';

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
  claim(program: string, label: string): Promise<Claim | undefined>;
  /** False: the claim is another's by now. */
  renew(claim: Claim): Promise<boolean>;
  /** What waits for it may begin. */
  finish(claim: Claim): Promise<void>;
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

export function createQueue(boss: PgBoss): Queue {
  const known = new Set<string>();
  const open = async (program: string, label: string): Promise<string> => {
    const name = `${program}/${label}`;
    if (!known.has(name)) await boss.createQueue(name, OPTIONS);
    known.add(name);
    return name;
  };
  return {
    put: async (run, program, jobs) => {
      for (const label of new Set(jobs.map((job) => job.label))) await open(program, label);
      const entries = jobs.map((job) => ({ ...job, queue: `${program}/${job.label}`, data: { run, job: job.name } }));
      if (jobs.every(({ after }) => after.length === 0)) return insertAll(boss, entries);
      await boss.flow(
        entries.map(({ id, name, queue, data, after }) => ({
          ref: name,
          name: queue,
          data,
          dependsOn: [...after],
          options: { id },
        })),
      );
    },
    claim: async (program, label) => {
      const queue = await open(program, label);
      const [job] = await boss.fetch<Claim['data']>(queue, { batchSize: 1 });
      return job && { queue, id: job.id, retryCount: job.retryCount, data: job.data };
    },
    renew: async ({ queue, id, retryCount }) => {
      // its types leave out what all of its commands answer
      const { affected = 0 } = (await boss.touch(queue, { id, retryCount })) as { readonly affected?: number };
      return affected > 0;
    },
    finish: async ({ queue, id, retryCount }) => {
      await boss.complete(queue, { id, retryCount });
    },
    giveBack: async ({ queue, id, retryCount }) => {
      await boss.fail(queue, { id, retryCount });
    },
  };
}

type Entry = Pick<Claim, 'queue' | 'id' | 'data'>;

/** Queues jobs that wait for no other: pg-boss refuses a flow in which none does. */
async function insertAll(boss: PgBoss, entries: readonly Entry[]): Promise<void> {
  const transaction = await boss.getDb().beginTransaction?.();
  if (!transaction) throw new Error('the database of pg-boss has no transactions');
  try {
    for (const queue of new Set(entries.map((entry) => entry.queue))) {
      const own = entries.filter((entry) => entry.queue === queue).map(({ id, data }) => ({ id, data }));
      await boss.insert(queue, own, { db: transaction.db });
    }
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
