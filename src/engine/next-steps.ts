import type { HostRecap } from './events.ts';

/** What to do next, a sentence for each kind of trouble. */
export function nextSteps(hosts: Readonly<Record<string, HostRecap>>, retryCommand?: string): string[] {
  const having = (status: HostRecap['status']): string[] =>
    Object.entries(hosts).flatMap(([name, recap]) => (recap.status === status ? [name] : []));
  const failed = having('failed');
  const unreachable = having('unreachable');
  const locked = having('locked');
  const drifted = having('drifted');
  const interrupted = having('interrupted');
  const blocked = having('blocked');
  const isIncomplete = [failed, unreachable, locked, blocked, interrupted].some((names) => names.length > 0);
  return [
    ...(failed.length > 0
      ? [
          `Fix the failures on ${failed.join(', ')} and run again; finished changes are kept, and pending handlers will run.`,
        ]
      : []),
    ...(unreachable.length > 0
      ? [
          `See above why ${unreachable.join(', ')} could not be used, and run again with --limit ${unreachable.join(',')}.`,
        ]
      : []),
    ...(locked.length > 0 ? [`Wait for the other run on ${locked.join(', ')} to end, then run again.`] : []),
    ...(drifted.length > 0
      ? [`Make a new plan for ${drifted.join(', ')} with provision plan --out FILE, and have it reviewed.`]
      : []),
    ...(blocked.length > 0
      ? [`${blocked.join(', ')} waited for something that failed: the next run goes on there.`]
      : []),
    ...(interrupted.length > 0 ? [afterInterruption(interrupted, Object.values(hosts))] : []),
    ...(retryCommand !== undefined && isIncomplete ? [`Run it again on just these hosts: ${retryCommand}`] : []),
  ];
}

const afterInterruption = (names: readonly string[], recaps: readonly HostRecap[]): string =>
  recaps.every(({ changed, failed }) => changed + failed === 0)
    ? 'It was interrupted before anything was changed: run again.'
    : `Run again to finish ${names.join(', ')}: nothing is lost.`;
