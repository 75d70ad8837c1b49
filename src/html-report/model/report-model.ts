import type { RecordedRun } from '../../records/recorded-run.ts';
import { isBad } from '../../records/render-runs.ts';
import type { HostRecap } from '../../engine/events.ts';
import type { CriticalStep } from './critical-path.ts';
import { criticalPath } from './critical-path.ts';
import type { FailureGroup } from './group-failures.ts';
import { groupFailures } from './group-failures.ts';
import type { TaskGroup } from './group-tasks.ts';
import { groupTasks } from './group-tasks.ts';
import { listAt } from './list-at.ts';
import type { NodeSpan } from './read-spans.ts';
import { readSpans } from './read-spans.ts';

/** In check mode, predicted and possible changes are statuses too. */
export type HostStatus = HostRecap['status'] | 'would-change' | 'may-change' | 'unfinished';

export interface HostReport {
  readonly name: string;
  readonly status: HostStatus;
  /** Undefined if the run has not ended. */
  readonly recap: HostRecap | undefined;
  readonly spans: readonly NodeSpan[];
}

/** The contents of a report. */
export interface ReportModel {
  readonly run: RecordedRun;
  /** Unsuccessful hosts first, then those that ended last. */
  readonly hosts: readonly HostReport[];
  readonly spans: readonly NodeSpan[];
  readonly critical: readonly CriticalStep[];
  readonly failures: readonly FailureGroup[];
  readonly tasks: ReadonlyMap<string, TaskGroup>;
  readonly warnings: readonly { readonly message: string; readonly hosts: readonly string[] }[];
  /** From the start to the last event of the run; never 0. */
  readonly lengthMs: number;
}

export function buildReport(run: RecordedRun): ReportModel {
  const spans = readSpans(run);
  const ends = spans.reduce((latest, { endMs }) => Math.max(latest, endMs), 1);
  return {
    run,
    hosts: reportHosts(run, spans),
    spans,
    critical: criticalPath(spans),
    failures: groupFailures(run, spans),
    tasks: groupTasks(run),
    warnings: groupWarnings(run),
    lengthMs: Math.max(ends, run.finished?.ms ?? 1),
  };
}

function reportHosts({ started, finished }: RecordedRun, spans: readonly NodeSpan[]): HostReport[] {
  const byHost = new Map<string, NodeSpan[]>();
  for (const span of spans) listAt(byHost, span.host).push(span);
  const names = new Set([...started.hosts, ...byHost.keys(), ...Object.keys(finished?.hosts ?? {})]);
  const hosts = [...names].map((name) => ({
    name,
    status: statusOf(finished?.hosts[name]),
    recap: finished?.hosts[name],
    spans: [...(byHost.get(name) ?? [])].sort((a, b) => a.startedAt - b.startedAt),
  }));
  return hosts.sort((a, b) => rank(a) - rank(b) || endOf(b) - endOf(a));
}

function statusOf(recap: HostRecap | undefined): HostStatus {
  if (!recap) return 'unfinished';
  if (isBad(recap) || recap.changed > 0) return recap.status;
  if (recap.wouldChange > 0) return 'would-change';
  return recap.mayChange > 0 ? 'may-change' : recap.status;
}

const rank = ({ recap }: HostReport): number => (recap && isBad(recap) ? 0 : 1);
const endOf = ({ spans }: HostReport): number => spans.at(-1)?.endMs ?? 0;

function groupWarnings({ events }: RecordedRun): ReportModel['warnings'] {
  const hosts = new Map<string, string[]>();
  for (const event of events) {
    if (event.event !== 'warning') continue;
    const found = hosts.get(event.message) ?? [];
    if (event.host !== undefined && !found.includes(event.host)) found.push(event.host);
    hosts.set(event.message, found);
  }
  return [...hosts].map(([message, names]) => ({ message, hosts: names }));
}
