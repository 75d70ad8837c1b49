import { ModuleFailure } from '../../module-api/module.ts';
import type { Ahead } from '../../query/ahead.ts';
import type { Query } from '../../query/query.ts';
import { QueryTimedOut } from '../../transport/session.ts';
import type { HostState } from '../host/host-state.ts';

export interface ObserveWithin {
  /** The time limit of the task; 0 means that of the session. */
  readonly seconds: number;
  readonly fresh?: boolean;
  readonly ahead?: Ahead | undefined;
}

/** Runs the queries of a task within its time limit. Throws `ModuleFailure` if they exceed it. */
export async function observeWithin(
  host: HostState,
  queries: readonly Query[],
  { seconds, fresh = false, ahead }: ObserveWithin,
): Promise<void> {
  try {
    await host.observe(queries, { fresh, ahead, timeoutMs: seconds > 0 ? seconds * 1000 : undefined });
  } catch (error) {
    if (!(error instanceof QueryTimedOut)) throw error;
    throw new ModuleFailure(error.failure);
  }
}
