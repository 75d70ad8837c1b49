import type { HostRecap } from './events.ts';

/** The first that applies: 1 failed task, 4 unreachable host, 5 locked host, 7 host that differs from the plan, 130 interrupted host, 0. */
export function exitCodeOf(recaps: readonly HostRecap[]): number {
  const has = (status: HostRecap['status']): boolean => recaps.some((recap) => recap.status === status);
  if (has('failed')) return 1;
  if (has('unreachable')) return 4;
  if (has('locked')) return 5;
  if (has('drifted')) return 7;
  return has('interrupted') ? 130 : 0;
}
