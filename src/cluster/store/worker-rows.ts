import type { Sql } from './open-store.ts';
import { SCHEMA } from './schema.ts';

export interface WorkerRow {
  readonly id: string;
  /** For example `root@build-1`. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly program: string;
}

/** A worker that is silent for longer is considered absent. */
const SILENT_SECONDS = 15;

export async function noteWorker(sql: Sql, { id, name, labels, program }: WorkerRow): Promise<void> {
  await sql(
    `insert into ${SCHEMA}.workers (id, name, labels, program) values ($1, $2, $3, $4) on conflict (id) do update set seen_at = now()`,
    [id, name, labels, program],
  );
  await sql(`delete from ${SCHEMA}.workers where seen_at < now() - interval '1 day'`);
}

export async function forgetWorker(sql: Sql, id: string): Promise<void> {
  await sql(`delete from ${SCHEMA}.workers where id = $1`, [id]);
}

/** A label of a run's jobs for which there is no worker with its program. */
export interface AbsentLabel {
  readonly label: string;
  /** How long a job with the label could have been running; null if all of them wait for other jobs. */
  readonly seconds: number | null;
  /** The number of seconds after which the run gives up its jobs; 0 means never. */
  readonly limitSeconds: number;
}

/** Condition for a job \`j\` of the run $1 that does not wait for another job. */
export const IS_READY = `j.state = 'waiting' and not exists (
  select from jsonb_array_elements_text(j.spec->'after') as earlier (name)
  join ${SCHEMA}.jobs e on e.run = j.run and e.name = earlier.name where e.state <> 'done')`;

/** Looks for absent workers, and records since when they are absent, for all later callers. */
export const findAbsent = (sql: Sql, run: string): Promise<AbsentLabel[]> =>
  sql<AbsentLabel>(
    `with missing as (
       select j.spec->>'label' as label, bool_or(${IS_READY}) as is_ready
       from ${SCHEMA}.jobs j join ${SCHEMA}.runs r on r.id = j.run
       where j.run = $1 and r.state = 'running' and j.state = 'waiting' and not exists (select from ${SCHEMA}.workers w
         where w.program = r.program and j.spec->>'label' = any(w.labels) and w.seen_at > now() - $2 * interval '1 second')
       group by 1),
     found as (delete from ${SCHEMA}.absent where run = $1 and label not in (select label from missing where is_ready)),
     noted as (insert into ${SCHEMA}.absent (run, label) select $1, label from missing where is_ready on conflict do nothing)
     select missing.label, case when is_ready then coalesce(extract(epoch from now() - since), 0)::float8 end as seconds,
       coalesce((request->>'workerTimeoutS')::int, 0) as "limitSeconds"
     from missing join ${SCHEMA}.runs on id = $1 left join ${SCHEMA}.absent a on a.run = $1 and a.label = missing.label
     order by 1`,
    [run, SILENT_SECONDS],
  );

/** All active runs. */
export async function runsUnderWay(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(`select id from ${SCHEMA}.runs where state = 'running'`);
  return rows.map(({ id }) => id);
}
