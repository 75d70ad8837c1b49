import type { Attempt } from './job-rows.ts';
import type { Sql } from './open-store.ts';
import type { RunState } from './run-rows.ts';
import { SCHEMA } from './schema.ts';

/** Events that one attempt reported at about the same time. */
export interface EventRow {
  readonly seq: number;
  readonly job: string;
  readonly attempt: number;
  /** Lines of JSON. */
  readonly lines: string;
}

/** False if the attempt is outdated. The run's row serializes the writes of its workers, so that reading by `seq` misses nothing. */
export async function appendEvents(sql: Sql, { run, job, attempt }: Attempt, lines: string): Promise<boolean> {
  const rows = await sql(
    `with next as (update ${SCHEMA}.runs set seq = seq + 1 where id = $1 and exists (
         select from ${SCHEMA}.jobs where run = $1 and name = $2 and attempt = $3 and state = 'running') returning seq)
     insert into ${SCHEMA}.events (run, seq, job, attempt, lines) select $1, seq, $2, $3, $4 from next returning seq`,
    [run.id, job.name, attempt, lines],
  );
  return rows.length > 0;
}

const ROWS_AT_ONCE = 200;

export const readEvents = (sql: Sql, run: string, after: number): Promise<EventRow[]> =>
  sql<EventRow>(
    `select seq, job, attempt, lines from ${SCHEMA}.events where run = $1 and seq > $2 order by seq limit $3`,
    [run, after, ROWS_AT_ONCE],
  );

export interface RunProgress {
  readonly state: RunState;
  /** A play ended the run; later plays did not run. */
  readonly isFatal: boolean;
  /** Of its last events. */
  readonly seq: number;
}

export async function readProgress(sql: Sql, run: string): Promise<RunProgress | undefined> {
  const [row] = await sql<RunProgress>(`select state, fatal as "isFatal", seq from ${SCHEMA}.runs where id = $1`, [
    run,
  ]);
  return row;
}
