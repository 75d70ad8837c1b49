import { randomUUID } from 'node:crypto';
import type { RunMode } from '../../engine/events.ts';
import { ClusterProblem } from '../cluster-problem.ts';
import type { ClusterJob } from '../jobs/cluster-job.ts';
import type { Sql, Store } from './open-store.ts';
import { SCHEMA } from './schema.ts';

/**
 * running: jobs are taken. stopping: none is taken any more, those in hand end what they are at. stopped: nothing is in hand; it can be resumed.
 * ended: all jobs have ended, well or not.
 */
export type RunState = 'running' | 'stopping' | 'stopped' | 'ended';

/** What is to be run, without its files. */
export interface RunRequest {
  readonly mode: RunMode;
  /** `apply` or `plan`, and its flags, for the program on a worker. */
  readonly words: readonly string[];
  readonly playbook: string;
  readonly inventory: readonly string[];
  readonly by: string;
  readonly hosts: readonly string[];
  readonly nodes: number;
  /** Jobs wait for each other: what tasks set in one counts in those after it. */
  readonly handsOn: boolean;
}

export interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly request: RunRequest;
  readonly project: string;
  readonly program: string;
  readonly startedMs: number;
  /** Null: it is under way. */
  readonly endedMs: number | null;
}

export interface NewRun {
  readonly id: string;
  /** Of two runs with the same key only one is under way. Undefined: it is in nobody's way. */
  readonly key: string | undefined;
  readonly request: RunRequest;
  readonly project: { readonly hash: string; readonly content: Buffer };
  readonly program: string;
  readonly jobs: readonly ClusterJob[];
}

const KEPT_DAYS = 7;

/** Writes a run down and queues its jobs. Rejects with `ClusterProblem` where the same is under way. */
export async function putRun(
  { sql, queue }: Store,
  { id, key, request, project, program, jobs }: NewRun,
): Promise<void> {
  await forgetOld(sql);
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
  try {
    await enqueue({ sql, queue }, { id, program, jobs });
  } catch (error) {
    // nobody would ever take them
    await sql(`update ${SCHEMA}.runs set state = 'stopped', ended_at = now() where id = $1`, [id]);
    throw error;
  }
}

/** Queues the jobs of a run that are still to be done. */
export async function enqueue(
  { sql, queue }: Pick<Store, 'sql' | 'queue'>,
  { id, program, jobs }: Pick<NewRun, 'id' | 'program' | 'jobs'>,
): Promise<void> {
  const ids = new Map(jobs.map(({ name }) => [name, randomUUID()]));
  // before anybody can claim one
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

/** A run by its id, or the end or beginning of it; `last`: the newest. Rejects with `ClusterProblem`. */
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

/** No job is taken any more. What has ended stays so. */
export async function stopRun(sql: Sql, id: string): Promise<void> {
  await sql(`update ${SCHEMA}.runs set state = 'stopping' where id = $1 and state = 'running'`, [id]);
  await settleRun(sql, id);
}

/** The jobs that are left are queued again. False: nothing was left, or it is under way. Rejects with `ClusterProblem`. */
export async function resumeRun(store: Store, id: string): Promise<boolean> {
  const { sql } = store;
  const [run] = await sql<{ program: string }>(
    `update ${SCHEMA}.runs set state = 'running', ended_at = null where id = $1 and state = 'stopped' returning program`,
    [id],
  );
  if (!run) return false;
  const rows = await sql<{ spec: ClusterJob }>(
    `select spec from ${SCHEMA}.jobs where run = $1 and state <> 'done' order by place`,
    [id],
  );
  await enqueue(store, { id, program: run.program, jobs: rows.map(({ spec }) => spec) });
  return true;
}

/** A run all of whose jobs have ended, or that is stopping while none is in hand, is over. */
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
