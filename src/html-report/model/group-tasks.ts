import type { HandlerFinished, TaskFinished, TaskStatus } from '../../engine/events.ts';
import { isPlainResult } from '../../report/text/is-plain-result.ts';
import type { RecordedRun } from '../../records/recorded-run.ts';
import { listAt } from './list-at.ts';

export type Result = TaskFinished | HandlerFinished;

/** Hosts with the same results of a task. */
export interface SameResults {
  readonly hosts: readonly string[];
  /** One for each item of its loop. */
  readonly results: readonly Result[];
}

export interface TaskGroup {
  readonly anchor: string;
  readonly first: Result;
  readonly hosts: readonly string[];
  readonly statuses: readonly TaskStatus[];
  /** The results of most hosts come first. */
  readonly same: readonly SameResults[];
}

/** The reported results by task, in the order of the run; hosts with equal results are grouped. */
export function groupTasks({ events }: RecordedRun): ReadonlyMap<string, TaskGroup> {
  const byTask = new Map<string, Result[]>();
  for (const event of events) {
    if (event.event !== 'task.finished' && event.event !== 'handler.finished') continue;
    if (!isPlainResult(event)) listAt(byTask, taskKey(event)).push(event);
  }
  return new Map(
    [...byTask].flatMap(([key, results], i) => groupOf(results, `task-${i + 1}`).map((group) => [key, group])),
  );
}

/** A key that identifies a task across all hosts. */
export const taskKey = (result: Result): string =>
  JSON.stringify([result.play, result.task.role, result.task.id, result.event]);

/** Empty if there are no results. */
function groupOf(results: readonly Result[], anchor: string): TaskGroup[] {
  const [first] = results;
  if (!first) return [];
  const byHost = new Map<string, Result[]>();
  for (const result of results) listAt(byHost, result.host).push(result);
  const same = new Map<string, { hosts: string[]; results: readonly Result[] }>();
  for (const [host, own] of byHost) {
    const key = JSON.stringify(own.map(contentOf));
    const found = same.get(key) ?? { hosts: [], results: own };
    found.hosts.push(host);
    same.set(key, found);
  }
  return [
    {
      anchor,
      first,
      hosts: [...byHost.keys()],
      statuses: [...new Set(results.map(({ status }) => status))],
      same: [...same.values()].sort((a, b) => b.hosts.length - a.hosts.length),
    },
  ];
}

const contentOf = ({ item, delegatedTo, status, changes, message, failure, output }: Result): unknown[] => [
  item,
  delegatedTo,
  status,
  changes,
  message,
  failure,
  output,
];
