import type { HostRecap } from '../../engine/events.ts';

const COUNTS = [
  'ok',
  'changed',
  'wouldChange',
  'mayChange',
  'skipped',
  'failed',
  'ignored',
  'rescued',
  'blocked',
  'handlers',
  'roundTrips',
] as const;

export const NO_RECAP: HostRecap = {
  status: 'ok',
  ok: 0,
  changed: 0,
  wouldChange: 0,
  mayChange: 0,
  skipped: 0,
  failed: 0,
  ignored: 0,
  rescued: 0,
  blocked: 0,
  handlers: 0,
  roundTrips: 0,
};

/** How a host has ended that several jobs have worked on: its first problem is its status. */
export function sumRecaps(recaps: readonly HostRecap[]): HostRecap {
  const sum: Record<string, number> = {};
  for (const count of COUNTS) sum[count] = recaps.reduce((total, recap) => total + recap[count], 0);
  const problem = recaps.find(({ status }) => status !== 'ok' && status !== 'changed')?.status;
  const counts = { ...NO_RECAP, ...sum };
  return { ...counts, status: problem ?? (counts.changed > 0 ? 'changed' : 'ok') };
}

/** Tasks that were found as declared, but that this run has changed before. */
export const countAsChanged = (recap: HostRecap, tasks: number): HostRecap =>
  tasks === 0
    ? recap
    : {
        ...recap,
        ok: recap.ok - tasks,
        changed: recap.changed + tasks,
        status: recap.status === 'ok' ? 'changed' : recap.status,
      };
