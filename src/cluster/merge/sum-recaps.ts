import type { HostRecap } from '../../engine/events.ts';
import { NO_RECAP } from '../../engine/host/no-recap.ts';

const COUNTS = (Object.keys(NO_RECAP) as (keyof HostRecap)[]).filter((name) => name !== 'status');

/** The recap of a host that several jobs have handled: its first problem determines its status. */
export function sumRecaps(recaps: readonly HostRecap[]): HostRecap {
  const sum = Object.fromEntries(
    COUNTS.map((count) => [count, recaps.reduce((total, recap) => total + recap[count], 0)]),
  );
  const counts = { ...NO_RECAP, ...sum };
  const problem = recaps.find(({ status }) => status !== 'ok' && status !== 'changed')?.status;
  return { ...counts, status: problem ?? (counts.changed > 0 ? 'changed' : 'ok') };
}

/** Counts tasks as changed that were found as declared, because this run has changed them before. */
export const countAsChanged = (recap: HostRecap, tasks: number): HostRecap =>
  tasks === 0
    ? recap
    : {
        ...recap,
        ok: recap.ok - tasks,
        changed: recap.changed + tasks,
        status: recap.status === 'ok' ? 'changed' : recap.status,
      };
