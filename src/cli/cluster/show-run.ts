import type { Cluster } from '../../cluster/cluster.ts';
import type { JobEvent } from '../../cluster/merge/merged-run.ts';
import type { RunEnd } from '../../cluster/follow-run.ts';
import type { RunRow } from '../../cluster/store/run-rows.ts';
import type { EngineEvent, HostRecap } from '../../engine/events.ts';
import { EVENTS_VERSION } from '../../engine/events.ts';
import { exitCodeOf } from '../../engine/exit-code.ts';
import { nextSteps } from '../../engine/next-steps.ts';
import type { Reporter } from '../../report/create-reporter.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { EXIT_INTERRUPTED, EXIT_UNREACHABLE } from '../exit-codes.ts';
import { clusterDiagnostic } from './cluster-diagnostic.ts';

export interface Showing {
  readonly cluster: Pick<Cluster, 'merge' | 'follow'>;
  readonly run: Pick<RunRow, 'id' | 'startedMs'> & {
    readonly request: Omit<RunRow['request'], 'handsOn' | 'words' | 'workerTimeoutS'>;
    readonly endedMs?: number | null;
  };
  readonly sink: Reporter['sink'];
  readonly warn: (message: string) => void;
  /** Called when the run can no longer be followed. */
  readonly onLost: (diagnostic: Diagnostic) => void;
  /** Resolves when the display should end. */
  readonly left?: Promise<void> | undefined;
  /** What was stopped can be resumed. */
  readonly canResume: boolean;
}

export interface ShownEnd {
  readonly hosts: Readonly<Record<string, HostRecap>>;
  readonly exitCode: number;
}

/** Tells a run of a cluster as one run, from its beginning until it ends. Undefined: it was left before. */
export async function showRun({
  cluster,
  run,
  sink,
  warn,
  onLost,
  left,
  canResume,
}: Showing): Promise<ShownEnd | undefined> {
  const merged = cluster.merge();
  sink(started(run));
  const onEvent = (event: JobEvent): void => {
    for (const told of merged.take(event)) sink(told);
  };
  let end: RunEnd | undefined;
  try {
    end = await cluster.follow(run.id, { onEvent, warn, left });
  } catch (error) {
    const diagnostic = clusterDiagnostic(error);
    if (!diagnostic) throw error;
    const suggestion = `${diagnostic.suggestion ?? ''} The run may go on without this command: provision attach ${run.id} shows it.`;
    onLost({ ...diagnostic, suggestion: suggestion.trimStart() });
    return { hosts: {}, exitCode: EXIT_UNREACHABLE };
  }
  if (end === undefined) return undefined;
  const hosts = merged.recaps(run.request.hosts);
  for (const [host, recap] of Object.entries(hosts)) sink({ event: 'host.finished', host, recap });
  const exitCode = end.state === 'stopped' ? EXIT_INTERRUPTED : exitCodeOf(Object.values(hosts));
  sink(finished(run, { ...end, hosts, exitCode, canResume }));
  return { hosts, exitCode };
}

function started({ id, request, startedMs }: Showing['run']): EngineEvent {
  const { mode, playbook, inventory, hosts, nodes, by } = request;
  const at = new Date(startedMs).toISOString();
  return { event: 'run.started', version: EVENTS_VERSION, run: id, at, by, mode, playbook, inventory, hosts, nodes };
}

function finished(
  { id, request, startedMs, endedMs }: Showing['run'],
  { state, isFatal, hosts, exitCode, canResume }: ShownEnd & RunEnd & Pick<Showing, 'canResume'>,
): EngineEvent {
  const next = state === 'stopped' && canResume ? [`Go on with: provision cluster resume ${id}`] : nextSteps(hosts);
  const endMs = endedMs ?? Date.now();
  const at = new Date(endMs).toISOString();
  return {
    event: 'run.finished',
    run: id,
    at,
    ms: Math.round(endMs - startedMs),
    mode: request.mode,
    hosts,
    next,
    exitCode,
    fatal: isFatal || undefined,
  };
}
