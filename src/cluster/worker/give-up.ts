import { splitBlocked } from '../jobs/blocked-nodes.ts';
import { appendEvents } from '../store/event-rows.ts';
import { endAfterFailedPlay } from '../store/failed-plays.ts';
import type { Attempt } from '../store/job-rows.ts';
import { endAttempt, readUnmet } from '../store/job-rows.ts';
import type { Session, Store } from '../store/open-store.ts';
import type { RunRow } from '../store/run-rows.ts';
import { settleRun } from '../store/run-rows.ts';
import { SCHEMA } from '../store/schema.ts';
import type { AbsentLabel } from '../store/worker-rows.ts';
import { findAbsent, IS_READY } from '../store/worker-rows.ts';
import { JobOutcome } from './job-outcome.ts';

/** Looks for labels of a run without a worker, and gives up jobs that have waited too long for one: their hosts count as unreachable. */
export async function giveUpUnserved(store: Store, run: string): Promise<readonly AbsentLabel[]> {
  await endAfterFailedPlay(store.sql, run);
  await settleRun(store.sql, run);
  const absent = await findAbsent(store.sql, run);
  const isOver = ({ seconds, limitSeconds }: AbsentLabel): boolean =>
    seconds !== null && limitSeconds > 0 && seconds >= limitSeconds;
  for (const { label, limitSeconds } of absent.filter(isOver)) {
    const message = `no worker of this version has had the label ${label} for ${limitSeconds} s: its hosts count as unreachable`;
    await store.transaction((session) => giveUpLabel(session, { run, label, message }));
    await settleRun(store.sql, run);
  }
  return absent;
}

interface Given {
  readonly run: string;
  readonly label: string;
  readonly message: string;
}

type Row = Omit<Attempt, 'run'> & RunRow & { readonly queueId: string };

async function giveUpLabel(session: Session, { run, label, message }: Given): Promise<void> {
  const rows = await session.sql<Row>(
    `with r as (select * from ${SCHEMA}.runs where id = $1 and state = 'running' for share)
     update ${SCHEMA}.jobs j set state = 'running', attempt = attempt + 1, worker = null
     from r where j.run = $1 and j.spec->>'label' = $2 and ${IS_READY}
     returning j.spec as job, j.attempt, j.crashes, j.queue_id as "queueId", r.id, r.request, r.project, r.program`,
    [run, label],
  );
  for (const row of rows) await giveUp(session, row, message);
}

async function giveUp({ sql, queue }: Session, row: Row, message: string): Promise<void> {
  const { job, attempt: number, crashes, queueId, ...run } = row;
  const attempt: Attempt = { run, job, attempt: number, crashes };
  const { free, blocked } = splitBlocked(job, await readUnmet(sql, run.id));
  const outcome = new JobOutcome(free, blocked);
  const events = [
    ...outcome.blockedEvents(),
    ...outcome.undoneEvents(message, 'unreachable'),
    outcome.end(run.request.mode, run.id),
  ];
  await appendEvents(sql, attempt, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await endAttempt(sql, attempt, { unmet: outcome.unmet(), isFatal: false, values: undefined });
  await queue.drop(run.program, { id: queueId, label: job.label });
}
