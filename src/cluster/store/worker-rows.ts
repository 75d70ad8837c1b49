import type { Sql } from './open-store.ts';
import { SCHEMA } from './schema.ts';

export interface WorkerRow {
  readonly id: string;
  /** `root@build-1` */
  readonly name: string;
  readonly labels: readonly string[];
  readonly program: string;
}

/** A worker that is silent for longer is not there. */
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

/** Labels of a run's jobs that no worker of its program is there for. */
export async function labelsWithoutWorker(sql: Sql, run: string): Promise<string[]> {
  const rows = await sql<{ label: string }>(
    `select distinct j.spec->>'label' as label from ${SCHEMA}.jobs j join ${SCHEMA}.runs r on r.id = j.run
     where j.run = $1 and j.state = 'waiting' and not exists (select from ${SCHEMA}.workers w
       where w.program = r.program and j.spec->>'label' = any(w.labels) and w.seen_at > now() - $2 * interval '1 second')`,
    [run, SILENT_SECONDS],
  );
  return rows.map(({ label }) => label);
}
