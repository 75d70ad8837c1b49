import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunMode } from '../../engine/events.ts';
import { ClusterProblem } from '../cluster-problem.ts';
import type { ClusterJob } from '../jobs/cluster-job.ts';
import type { Session, Sql, Store } from './open-store.ts';
import { SCHEMA } from './schema.ts';

/**
 * running: jobs are taken. stopping: no further jobs are taken, and running jobs finish their current tasks. stopped: no job is running,
 * and the run can be resumed. ended: all jobs have ended, successfully or not.
 */
export type RunState = 'running' | 'stopping' | 'stopped' | 'ended';

/** The parameters of a run, without its files. */
export interface RunRequest {
  readonly mode: RunMode;
  /** `apply` or `plan`, and flags, for the program on a worker. */
  readonly words: readonly string[];
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly by: string;
  readonly hosts: readonly string[];
  readonly nodes: number;
  /** Whether jobs pass the variables that tasks set to later jobs. */
  readonly handsOn: boolean;
  /** How long jobs wait for a worker with their label. 0 means no limit. */
  readonly workerTimeoutS: number;
}

export interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly request: RunRequest;
  readonly project: string;
  readonly program: string;
  readonly startedMs: number;
  /** Null while the run is active. */
  readonly endedMs: number | null;
}

export interface NewRun {
  readonly id: string;
  /** Only one run with a given key may be active. Undefined if the run conflicts with no other. */
  readonly key: string | undefined;
  readonly request: RunRequest;
  readonly project: { readonly hash: string; readonly content: Buffer };
  readonly program: string;
  readonly jobs: readonly ClusterJob[];
}

const KEPT_DAYS = 7;

/** Saves a run and queues its jobs, or does neither. Rejects with `ClusterProblem` if a run with the same key is active. */
export async function putRun(store: Store, run: NewRun): Promise<void> {
  await forgetOld(store.sql);
  await store.queue.open(run.program, labelsOf(run.jobs));
  try {
    await store.transaction((session) => insertRun(session, run));
  } catch (error) {
    if (!(error instanceof ClusterProblem && error.isPassing)) throw error;
    if (!(await isWritten(store.sql, run.id, error))) throw error;
  }
}

const labelsOf = (jobs: readonly ClusterJob[]): string[] => jobs.map(({ label }) => label);

async function insertRun(session: Session, { id, key, request, project, program, jobs }: NewRun): Promise<void> {
  const { sql } = session;
  await sql(
    `insert into ${SCHEMA}.projects (hash, content) values ($1, $2) on conflict (hash) do update set used_at = now()`,
    [project.hash, project.content],
  );
  const rows = await sql<{ id: string }>(
    `insert into ${SCHEMA}.runs (id, key, state, request, project, program) values ($1, $2, 'running', $3, $4, $5)
     on conflict (key) where state in ('running', 'stopping') do nothing returning id`,
    [id, key, JSON.stringify(request), project.hash, program],
  );
  if (rows.length === 0) throw await underWay(sql, key);
  await sql(
    `insert into ${SCHEMA}.jobs (run, name, place, spec)
     select $1, job->>'name', place, job from jsonb_array_elements($2::jsonb) with ordinality as list (job, place)`,
    [id, JSON.stringify(jobs)],
  );
  await enqueue(session, { id, program, jobs });
}

const ASKS = 10;
const ASK_AGAIN_MS = 1000;

/** Whether a run was saved although saving it has failed: a connection may be lost between a commit and its confirmation. */
async function isWritten(sql: Sql, id: string, failure: ClusterProblem): Promise<boolean> {
  for (let asked = 0; asked < ASKS; asked++) {
    try {
      return (await sql(`select from ${SCHEMA}.runs where id = $1`, [id])).length > 0;
    } catch {
      await sleep(ASK_AGAIN_MS);
    }
  }
  const suggestion = `${failure.suggestion ?? ''} It is not known whether workers have run ${id}: provision cluster runs tells it.`;
  throw new ClusterProblem(failure.message, suggestion.trimStart(), { cause: failure });
}

/** Queues the unfinished jobs of a run, whose queues exist. */
async function enqueue(
  { sql, queue }: Session,
  { id, program, jobs }: Pick<NewRun, 'id' | 'program' | 'jobs'>,
): Promise<void> {
  if (jobs.length === 0) return;
  const ids = new Map(jobs.map(({ name }) => [name, randomUUID()]));
  await sql(
    `update ${SCHEMA}.jobs set queue_id = (given.value #>> '{}')::uuid from jsonb_each($2::jsonb) as given where run = $1 and name = given.key`,
    [id, JSON.stringify(Object.fromEntries(ids))],
  );
  await queue.put(
    id,
    program,
    jobs.map(({ name, label, after }) => ({
      id: ids.get(name) ?? '',
      name,
      label,
      after: after.filter((one) => ids.has(one)),
    })),
  );
}

async function underWay(sql: Sql, key: string | undefined): Promise<ClusterProblem> {
  const [other] = await sql<{ id: string }>(
    `select id from ${SCHEMA}.runs where key = $1 and state in ('running', 'stopping')`,
    [key],
  );
  return new ClusterProblem(
    `The same playbook is being run on the same inventory${other ? ` by run ${other.id}` : ''}`,
    other && `provision attach ${other.id} shows it, provision cluster stop ${other.id} stops it.`,
  );
}

async function forgetOld(sql: Sql): Promise<void> {
  await sql(
    `delete from ${SCHEMA}.runs where state in ('ended', 'stopped') and coalesce(ended_at, started_at) < now() - $1 * interval '1 day'`,
    [KEPT_DAYS],
  );
  await sql(
    `delete from ${SCHEMA}.projects p where used_at < now() - interval '1 day'
     and not exists (select from ${SCHEMA}.runs r where r.project = p.hash)`,
  );
}

const COLUMNS = `id, state, request, project, program, (extract(epoch from started_at) * 1000)::float8 as "startedMs",
  (extract(epoch from ended_at) * 1000)::float8 as "endedMs"`;

/** Finds a run by its ID, or the beginning or end of it; `last` is the newest. Rejects with `ClusterProblem`. */
export async function findRun(sql: Sql, text: string): Promise<RunRow> {
  const rows = await sql<RunRow>(
    `select ${COLUMNS} from ${SCHEMA}.runs where $1 = 'last' or id = $1 or starts_with(id, $1) or right(id, length($1)) = $1
     order by started_at desc limit 2`,
    [text],
  );
  const [run, other] = rows;
  if (!run) throw new ClusterProblem(`There is no run ${text}`, 'See provision cluster runs.');
  if (other && text !== 'last' && run.id !== text) throw new ClusterProblem(`${text} may be ${run.id} or ${other.id}`);
  return run;
}

export const listRuns = (sql: Sql): Promise<RunRow[]> =>
  sql<RunRow>(`select ${COLUMNS} from ${SCHEMA}.runs order by started_at desc limit 50`);

/** No further job is taken. Finished jobs remain finished. With `hurry`, running tasks are ended too. */
export async function stopRun(sql: Sql, id: string, hurry = false): Promise<void> {
  await sql(
    `update ${SCHEMA}.runs set state = 'stopping', hurry = hurry or $2 where id = $1 and state in ('running', 'stopping')`,
    [id, hurry],
  );
  await settleRun(sql, id);
}

/** Queues the unfinished jobs again. False if none was left, or the run is active. Rejects with `ClusterProblem`. */
export async function resumeRun(store: Store, id: string): Promise<boolean> {
  const { sql } = store;
  const [run] = await sql<{ program: string; key: string | null }>(
    `select program, key from ${SCHEMA}.runs where id = $1 and state = 'stopped'`,
    [id],
  );
  if (!run) return false;
  const jobs = await leftJobs(sql, id);
  await store.queue.open(run.program, labelsOf(jobs));
  try {
    return await store.transaction(async (session) => {
      const rows = await session.sql(
        `update ${SCHEMA}.runs set state = 'running', hurry = false, ended_at = null where id = $1 and state = 'stopped' returning id`,
        [id],
      );
      await session.sql(`delete from ${SCHEMA}.absent where run = $1`, [id]);
      if (rows.length > 0) await enqueue(session, { id, program: run.program, jobs: await leftJobs(session.sql, id) });
      return rows.length > 0;
    });
  } catch (error) {
    if ((error as { readonly code?: string }).code === UNIQUE_VIOLATION)
      throw await underWay(sql, run.key ?? undefined);
    throw error;
  }
}

/** Another run with the same key has begun meanwhile. */
const UNIQUE_VIOLATION = '23505';

async function leftJobs(sql: Sql, id: string): Promise<ClusterJob[]> {
  const rows = await sql<{ spec: ClusterJob }>(
    `select spec from ${SCHEMA}.jobs where run = $1 and state <> 'done' order by place`,
    [id],
  );
  return rows.map(({ spec }) => spec);
}

/** Ends a run whose jobs have all ended, or that is stopping without a running job. */
export async function settleRun(sql: Sql, id: string): Promise<void> {
  await sql(
    `update ${SCHEMA}.runs r set state = 'ended', ended_at = now() where id = $1 and state in ('running', 'stopping')
     and not exists (select from ${SCHEMA}.jobs j where j.run = r.id and j.state <> 'done')`,
    [id],
  );
  await sql(
    `update ${SCHEMA}.runs r set state = 'stopped', ended_at = now() where id = $1 and state = 'stopping'
     and not exists (select from ${SCHEMA}.jobs j where j.run = r.id and j.state = 'running')`,
    [id],
  );
}
