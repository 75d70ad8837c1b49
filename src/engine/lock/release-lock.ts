import type { HostState } from '../host/host-state.ts';
import { isFree, isHolderAlive, parseLockReport } from './lock-report.ts';
import type { LockReport } from './lock-report.ts';
import { renderLockEnd, renderLockReport } from './lock-report-script.ts';

export interface Release {
  /** The state before. */
  readonly before: LockReport;
  /** The state after the processes were ended; absent if none were. */
  readonly after?: LockReport | undefined;
}

export interface ReleaseOptions {
  /** Ends the processes that a dead run has left. */
  readonly end: boolean;
}

type LockedHost = Pick<HostState, 'session' | 'stateDirectory'>;

/** How long a batch may take to end by itself. */
const TERM_SECONDS = 10;
const END_WITHIN_MS = 30_000;

/** Reads a host's lock and, on request, ends the processes that hold it. */
export async function releaseLock(host: LockedHost, { end }: ReleaseOptions): Promise<Release> {
  const before = await look(host);
  if (!end || isFree(before) || isHolderAlive(before)) return { before };
  await host.session.observe(renderLockEnd(host.stateDirectory, TERM_SECONDS), { timeoutMs: END_WITHIN_MS });
  return { before, after: await look(host) };
}

async function look(host: LockedHost): Promise<LockReport> {
  const { stdout } = await host.session.observe(renderLockReport(host.stateDirectory));
  return parseLockReport(stdout.toString('utf8'));
}
