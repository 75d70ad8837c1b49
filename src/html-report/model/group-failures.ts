import type { Failure } from '../../engine/events.ts';
import { renderResultTitle } from '../../report/text/render-task-title.ts';
import type { RecordedEvent, RecordedRun } from '../../records/recorded-run.ts';
import type { Result } from './group-tasks.ts';
import { listAt } from './list-at.ts';
import type { NodeSpan } from './read-spans.ts';

const SHOWN_BLOCKERS = 4;

/** A failure, and its hosts. */
export interface FailureGroup {
  readonly title: string;
  readonly failure: Failure;
  /** The failed task; undefined if none failed. */
  readonly result: Result | undefined;
  readonly hosts: readonly string[];
}

type One = Omit<FailureGroup, 'hosts'> & { readonly host: string };

/**
 * The failures that ended roles or prevented them: failed tasks, then unusable hosts, then roles that others
 * blocked; in each group, the most frequent failure comes first. Rescued failures are excluded.
 */
export function groupFailures({ events }: RecordedRun, spans: readonly NodeSpan[]): FailureGroup[] {
  const last = lastFailures(events);
  const failed = spans.filter(({ status }) => status === 'failed' || status === 'unfinished');
  return [
    ...group(failed.flatMap((span) => failureOf(span, last.get(span.id)))),
    ...group(events.flatMap(problemOf)),
    ...groupBlocked(spans.filter(({ status }) => status === 'blocked')),
  ];
}

/** By node. Tasks may succeed after a failure was rescued or retried, which the status of the node shows. */
function lastFailures(events: readonly RecordedEvent[]): ReadonlyMap<string, Result> {
  const results = events.filter((event) => event.event === 'task.finished' || event.event === 'handler.finished');
  return new Map(results.filter(({ status }) => status === 'failed').map((result) => [result.node, result]));
}

function failureOf({ host, role, status }: NodeSpan, result: Result | undefined): One[] {
  if (result) {
    return [{ title: renderResultTitle(result), failure: result.failure ?? { message: 'failed' }, result, host }];
  }
  if (status === 'unfinished') return [];
  return [{ title: role, failure: { message: 'The role failed outside of its tasks.' }, result, host }];
}

function problemOf(event: RecordedEvent): One[] {
  if (event.event !== 'host.problem') return [];
  const { host, problem, message, hint } = event;
  return [{ title: `Host ${problem}`, failure: { message, hint }, result: undefined, host }];
}

/** One group for each role, regardless of the number of blocking roles. */
function groupBlocked(spans: readonly NodeSpan[]): FailureGroup[] {
  const byRole = new Map<string, NodeSpan[]>();
  for (const span of spans) listAt(byRole, span.role).push(span);
  const groups = [...byRole].map(([role, own]) => {
    const blockers = [...new Set(own.map(({ blockedBy }) => blockedBy ?? 'an earlier role'))];
    const more = blockers.length - SHOWN_BLOCKERS;
    const shown = blockers.slice(0, SHOWN_BLOCKERS).join(', ');
    const message = `A dependency failed: ${shown}${more > 0 ? ` and ${more} more` : ''}`;
    const hosts = [...new Set(own.map(({ host }) => host))];
    return { title: `Blocked: ${role}`, failure: { message }, result: undefined, hosts };
  });
  return groups.sort(byHosts);
}

function group(ones: readonly One[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup & { readonly hosts: string[] }>();
  for (const { host, ...one } of ones) {
    const key = JSON.stringify([one.title, one.failure, one.result?.task]);
    const found = groups.get(key) ?? { ...one, hosts: [] };
    if (!found.hosts.includes(host)) found.hosts.push(host);
    groups.set(key, found);
  }
  return [...groups.values()].sort(byHosts);
}

const byHosts = (a: FailureGroup, b: FailureGroup): number => b.hosts.length - a.hosts.length;
