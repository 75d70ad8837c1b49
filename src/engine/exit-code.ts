import type { HostRecap } from './events.ts';

/** 1 a task failed, else 4 a host was unreachable, else 5 a host was locked, else 7 a host differs from the reviewed plan, else 130 a host was left before its end, else 0. */
export function exitCodeOf(recaps: readonly HostRecap[]): number {
  const has = (status: HostRecap['status']): boolean => recaps.some((recap) => recap.status === status);
  if (has('failed')) return 1;
  if (has('unreachable')) return 4;
  if (has('locked')) return 5;
  if (has('drifted')) return 7;
  return has('interrupted') ? 130 : 0;
}
