import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks until the answer is neither undefined nor false, and resolves to it. Rejects, with `what` was waited for, when that
 * takes longer than `timeoutMs` (30 s).
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  patience: Patience = {},
): Promise<Exclude<T, undefined | false>> {
  const answer = await settled(ask, isGiven, patience);
  if (isGiven(answer)) return answer;
  throw new Error(`waited ${timeoutOf(patience) / 1000} s in vain: ${what}`);
}

/** Asks until the answer is a wanted one, but no longer than `timeoutMs` (30 s), and resolves to the last answer, wanted or not. */
export async function settled<T>(
  ask: () => T | Promise<T>,
  isWanted: (answer: T) => boolean,
  patience: Patience = {},
): Promise<T> {
  const end = performance.now() + timeoutOf(patience);
  for (;;) {
    const answer = await ask();
    if (isWanted(answer) || performance.now() > end) return answer;
    await sleep(patience.everyMs ?? 200);
  }
}

const timeoutOf = ({ timeoutMs = 30_000 }: Patience): number => timeoutMs;

const isGiven = <T>(answer: T): answer is Exclude<T, undefined | false> => answer !== undefined && answer !== false;
