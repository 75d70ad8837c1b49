import type { PlannedPlay } from '../plan/plan-play.ts';
import { EVENTS_VERSION } from './events.ts';
import type { HostRecap } from './events.ts';
import { exitCodeOf } from './exit-code.ts';
import { warnOfUnclaimed } from './handlers/unclaimed-handlers.ts';
import { nextSteps } from './next-steps.ts';
import type { RunServices } from './play/run-services.ts';
import type { RunSummary } from './run-options.ts';
import { handOn } from './variables/handed-on.ts';

/** Reports what the run will do, and on which hosts. */
export function tellStart(
  { options, sink }: RunServices,
  plays: readonly PlannedPlay[],
  hosts: readonly string[],
): void {
  const { playbook, inventorySources, mode, runId, holder } = options;
  const nodes = plays.reduce((sum, { parts }) => sum + parts.reduce((count, part) => count + part.hosts.length, 0), 0);
  sink({
    event: 'run.started',
    version: EVENTS_VERSION,
    run: runId,
    at: new Date().toISOString(),
    by: holder.who,
    mode,
    playbook: playbook.path,
    inventory: inventorySources,
    hosts,
    nodes,
  });
}

/** Reports the final status of each host, then of the run. `isFatal`: a play ended the run, so later plays did not run. */
export function tellEnd({ options, sink, pool, plans }: RunServices, startMs: number, isFatal: boolean): RunSummary {
  const { mode, runId, stop, retryCommand } = options;
  const hosts: Record<string, HostRecap> = {};
  for (const name of plans.names) {
    warnOfUnclaimed(pool.get(name), sink);
    const recap = pool.recap(name);
    hosts[name] = recap;
    sink({ event: 'host.finished', host: name, recap });
  }
  const exitCode = stop.requested ? 130 : exitCodeOf(Object.values(hosts));
  const ms = Math.round(performance.now() - startMs);
  const at = new Date().toISOString();
  const next = nextSteps(hosts, retryCommand);
  const fatal = isFatal || undefined;
  sink({ event: 'run.finished', run: runId, at, ms, mode, hosts, next, exitCode, fatal });
  const handOnAll = () =>
    Object.fromEntries([...plans.names].map((name) => [name, handOn(pool.get(name).variables.dynamic)]));
  return { hosts, exitCode, handOn: handOnAll };
}
