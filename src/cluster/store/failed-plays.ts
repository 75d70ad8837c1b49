import type { Sql } from './open-store.ts';
import { SCHEMA } from './schema.ts';
import { IS_READY } from './worker-rows.ts';

const PLAY_OF = (job: string): string => `(${job}.spec->'play')`;
const INDEX_OF = (job: string): string => `(${PLAY_OF(job)}->>'index')::int`;

/**
 * Ends a run where a play has failed on all of its hosts, as a run of one process ends then: later plays do not run. All that waits is done. It is asked
 * before a job of a later play begins, when all of the play's jobs have ended; a host that failed in an earlier play does not count for it.
 */
export async function endAfterFailedPlay(sql: Sql, run: string): Promise<void> {
  await sql(
    `with failed as (
       select ${INDEX_OF('f')} as index from ${SCHEMA}.unmet u join ${SCHEMA}.jobs f on f.run = u.run and f.name = u.job
       where u.run = $1 and u.kind = 'host' and f.spec ? 'play'
       group by ${PLAY_OF('f')} having count(*) = (${PLAY_OF('f')}->>'hosts')::int),
     ended as (
       update ${SCHEMA}.runs r set fatal = true where r.id = $1 and r.state = 'running' and not r.fatal and exists (
         select from ${SCHEMA}.jobs j join failed on failed.index < ${INDEX_OF('j')} where j.run = r.id and ${IS_READY})
       returning r.id)
     update ${SCHEMA}.jobs j set state = 'done' from ended where j.run = ended.id and j.state = 'waiting'`,
    [run],
  );
}
