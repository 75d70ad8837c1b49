import type { PlannedPlay } from '../plan/plan-play.ts';
import { InternalError } from './errors.ts';
import { dropUnclaimed } from './handlers/unclaimed-handlers.ts';
import type { PlayEnd } from './play/play-runner.ts';
import { PlayRunner } from './play/play-runner.ts';
import { prepareForPlays, readFilesAhead } from './play/preparation.ts';
import type { RunServices } from './play/run-services.ts';
import { makeServices } from './play/run-services.ts';
import type { RunOptions, RunSummary } from './run-options.ts';
import { tellEnd, tellStart } from './tell-run.ts';

/** Runs a playbook from the first connection to the recap. Rejects with `InvalidInput` before any host is touched. */
export async function runPlaybook(options: RunOptions): Promise<RunSummary> {
  const startMs = performance.now();
  const services = makeServices(options);
  const { pool, waiting, plans } = services;
  const plays = plans.planAll();
  options.diagnostics.throwIfErrors();
  const names = [...plans.names];
  tellStart(services, plays, names);
  readFilesAhead(services, plays);
  waiting.start();
  let isFatal = false;
  try {
    // not awaited: each node waits for its own host, so that a slow host delays no other
    const opening = pool.open(names, (host) => prepareForPlays(services, host, plays));
    // it is awaited below, whatever the result
    opening.catch(() => undefined);
    isFatal = (await runPlays(services, plays)) === 'fatal';
    await Promise.race([opening, ...(options.stop.asked ? [options.stop.asked] : [])]);
    services.failures.tellBroken();
    if (options.dropHandlers) await dropHandlers(services);
  } finally {
    await close(services);
    waiting.stop();
  }
  return tellEnd(services, startMs, isFatal);
}

async function runPlays(services: RunServices, plays: readonly PlannedPlay[]): Promise<PlayEnd> {
  const { options, plans } = services;
  const runner = new PlayRunner(services);
  for (const [i, planned] of plays.entries()) {
    if (options.stop.requested) return 'done';
    const laterHosts = new Set(plays.slice(i + 1).flatMap(({ batches }) => batches.flat()));
    const end = await runner.run(plans.planNow(planned), laterHosts);
    if (end === 'fatal') return end;
  }
  return 'done';
}

async function dropHandlers({ options, plans, pool }: RunServices): Promise<void> {
  const { mode, runId, stop } = options;
  const drop = async (name: string): Promise<void> => {
    const host = pool.get(name);
    if (mode !== 'apply' || stop.requested || !host.isConnected || !pool.isUsable(name)) return;
    await dropUnclaimed(host, runId);
  };
  await Promise.all([...plans.names].map(drop));
}

/** An error during the disconnection must not prevent the report of the run's end. */
async function close({ pool, sink }: RunServices): Promise<void> {
  try {
    await pool.close();
  } catch (error) {
    const { message } = new InternalError(error);
    sink({ event: 'warning', message: `internal error while hosts were left: ${message}` });
  }
}
