import type { EngineEvent } from '../../../src/engine/events.ts';
import type { Finished } from '../../engine/support/fake-site.ts';
import { isFinished } from '../../engine/support/fake-site.ts';

/** Failures of one host, as Ansible counts them. */
export interface FailureCounts {
  readonly rescued: number;
  readonly ignored: number;
  readonly failed: number;
}

export interface HostRun {
  readonly host: string;
  readonly events: readonly EngineEvent[];
  /** What the recap says, which counts each item of a loop. */
  readonly rescuedItems: number;
  /** Whether the task has run on this host; the failure of a run_once counts on all. */
  readonly hasRun: (task: string) => boolean;
}

/** A task counts once, whatever its loop; a run_once only where it has run; a rescued handler as failed. */
export function countFailures({ host, events, rescuedItems, hasRun }: HostRun): FailureCounts {
  const ends = events.filter(isFinished).filter((end) => end.host === host);
  const failed = failuresOf(ends, 'failed');
  const isCounted = ({ task, isHandler }: Failure): boolean => !isHandler && hasRun(task);
  const rescued = rescuedOf(failed, rescuedItems).filter(isCounted).length;
  const all = failed.filter(({ task }) => hasRun(task)).length;
  const ignored = failuresOf(ends, 'ignored').filter(({ task }) => hasRun(task)).length;
  return { rescued, ignored, failed: all - rescued };
}

/** A task that has failed. In a generated playbook all items of a loop fail, and the first is 1. */
interface Failure {
  readonly task: string;
  readonly isHandler: boolean;
  items: number;
}

function failuresOf(ends: readonly Finished[], status: Finished['status']): readonly Failure[] {
  const found: Failure[] = [];
  for (const { event, task, item } of ends.filter((end) => end.status === status)) {
    const last = found.at(-1);
    if (last && item !== undefined && item !== '1') last.items++;
    else found.push({ task: task.name, isHandler: event === 'handler.finished', items: 1 });
  }
  return found;
}

/** Those with so many items together: what is rescued comes before what is not. */
function rescuedOf(failures: readonly Failure[], total: number): readonly Failure[] {
  let sum = 0;
  const found = failures.filter(({ items }) => (sum += items) <= total);
  const items = found.reduce((all, one) => all + one.items, 0);
  if (items !== total) throw new Error(`${total} rescued items of ${JSON.stringify(failures)}`);
  return found;
}
