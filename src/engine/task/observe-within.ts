import { ModuleFailure } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import { QueryTimedOut } from '../../transport/session.ts';
import type { HostState } from '../host/host-state.ts';

/** Runs the queries of a task within its `timeout`, in seconds; 0 means no limit. Throws `ModuleFailure` if they exceed it. */
export async function observeWithin(
  host: HostState,
  queries: readonly Query[],
  { seconds, fresh = false }: { readonly seconds: number; readonly fresh?: boolean },
): Promise<void> {
  if (seconds === 0) return host.observe(queries, { fresh });
  try {
    await host.observe(queries, { fresh, timeoutMs: seconds * 1000 });
  } catch (error) {
    if (!(error instanceof QueryTimedOut)) throw error;
    throw new ModuleFailure(
      `did not end within ${seconds} s, before any change: the queries took longer (${error.what})`,
    );
  }
}
