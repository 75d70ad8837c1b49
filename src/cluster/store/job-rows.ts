import type { ClusterJob } from '../jobs/cluster-job.ts';
import type { Unmet } from '../jobs/blocked-nodes.ts';
import type { HandedOn } from '../jobs/handed-on.ts';
import { joinValues } from '../jobs/handed-on.ts';
import type { Sql } from './open-store.ts';
import type { Claim } from './queue.ts';
import type { RunRow, RunState } from './run-rows.ts';
import { SCHEMA } from './schema.ts';

/** An attempt of a job: only the newest one can write results. */
export interface Attempt {
  readonly run: Pick<RunRow, 'id' | 'request' | 'project'>;
  readonly job: ClusterJob;
  /** From 1; increasing. */
  readonly attempt: number;
  /** Number of attempts that have ended without a report. */
  readonly crashes: number;
}

/**
 * Takes the job of a claim. Undefined if the job is done, or its run must not continue. The run's row is locked, so that a run cannot be
 * considered idle, and be stopped, while one of its jobs is taken.
 */
export async function beginAttempt(sql: Sql, { id, data }: Claim, worker: string): Promise<Attempt | undefined> {
  const [row] = await sql<Omit<Attempt, 'run'> & RunRow>(
    `with r as (select * from ${SCHEMA}.runs where id = $1 and state = 'running' and not fatal for share)
     update ${SCHEMA}.jobs j set state = 'running', attempt = attempt + 1, worker = $4,
       crashes = crashes + case when j.state = 'running' then 1 else 0 end
     from r
     where j.run = $1 and j.name = $2 and j.queue_id = $3 and j.state <> 'done' and r.id = j.run
     returning j.spec as job, j.attempt, j.crashes, r.id, r.request, r.project`,
    [data.run, data.job, id, worker],
  );
  if (!row) return undefined;
  const { job, attempt, crashes, ...run } = row;
  return { run, job, attempt, crashes };
}

/** Handles a claim that must not be processed: if its run was stopped, the job is left for a resume; if the run has failed, it is done. */
export async function passOver(sql: Sql, { id, data }: Claim): Promise<void> {
  await sql(
    `update ${SCHEMA}.jobs j set state = case when r.fatal then 'done' else 'waiting' end from ${SCHEMA}.runs r
     where j.run = $1 and j.name = $2 and j.queue_id = $3 and j.state <> 'done' and r.id = j.run and (r.fatal or r.state <> 'running')`,
    [data.run, data.job, id],
  );
}

const OF_ATTEMPT = `run = $1 and name = $2 and attempt = $3 and state = 'running'`;

const keyOf = ({ run, job, attempt }: Attempt): [string, string, number] => [run.id, job.name, attempt];

export interface JobEnd {
  readonly unmet: Unmet;
  /** Whether no later play may run. */
  readonly isFatal: boolean;
  /** The variables that tasks have set, as JSON; undefined if no job follows. Text, since a command may print what jsonb rejects. */
  readonly values: string | undefined;
}

/** False if the job has been taken over. */
export async function endAttempt(sql: Sql, attempt: Attempt, { unmet, isFatal, values }: JobEnd): Promise<boolean> {
  const rows = await sql(
    `with ended as (update ${SCHEMA}.jobs set state = 'done' where ${OF_ATTEMPT} returning run),
       lost as (insert into ${SCHEMA}.unmet (run, job, kind, name)
         select ended.run, $2, kind, given.name from ended, (
           select 'node' as kind, unnest($4::text[]) as name union select 'host', unnest($5::text[])) as given
         on conflict do nothing),
       kept as (insert into ${SCHEMA}.values (run, job, content) select run, $2, to_jsonb($7::text) from ended where $7 is not null
         on conflict do nothing),
       failed as (update ${SCHEMA}.runs set fatal = true where id in (select run from ended) and $6 returning id),
       left_out as (update ${SCHEMA}.jobs j set state = 'done' from failed where j.run = failed.id and j.state = 'waiting')
     select run from ended`,
    [...keyOf(attempt), [...unmet.nodes], [...unmet.hosts], isFatal, values ?? null],
  );
  return rows.length > 0;
}

/** Leaves the job to another attempt, without counting a crash. */
export async function leaveAttempt(sql: Sql, attempt: Attempt): Promise<void> {
  await sql(`update ${SCHEMA}.jobs set state = 'waiting' where ${OF_ATTEMPT}`, keyOf(attempt));
}

/** `hurrying`: stopping without waiting for running tasks. Undefined if the attempt does not count any more. */
export async function stateOfRun(sql: Sql, attempt: Attempt): Promise<RunState | 'hurrying' | undefined> {
  const [row] = await sql<{ state: RunState | 'hurrying' }>(
    `select case when r.hurry then 'hurrying' else r.state end as state from ${SCHEMA}.runs r join ${SCHEMA}.jobs j on j.run = r.id
     where j.run = $1 and j.name = $2 and j.attempt = $3 and j.state = 'running'`,
    keyOf(attempt),
  );
  return row?.state;
}

export async function readUnmet(sql: Sql, run: string): Promise<Unmet> {
  const rows = await sql<{ kind: string; name: string }>(`select kind, name from ${SCHEMA}.unmet where run = $1`, [
    run,
  ]);
  const ofKind = (wanted: string): Set<string> =>
    new Set(rows.filter(({ kind }) => kind === wanted).map(({ name }) => name));
  return { nodes: ofKind('node'), hosts: ofKind('host') };
}

/** What tasks of a run have set so far, by host: a list for each job that has set some. */
export async function readValues(sql: Sql, run: string): Promise<HandedOn> {
  const rows = await sql<{ content: string }>(
    `select v.content from ${SCHEMA}.values v join ${SCHEMA}.jobs j on j.run = v.run and j.name = v.job where v.run = $1 order by j.place`,
    [run],
  );
  return joinValues(rows.map(({ content }) => content));
}
