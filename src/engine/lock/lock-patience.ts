import type { HostLocked } from '../../transport/session.ts';
import type { EventSink } from '../events.ts';
import type { StopSignal } from '../run-context.ts';

export interface PatienceOptions {
  readonly host: string;
  /** What the user says; undefined: the defaults below. */
  readonly timeoutMs: number | undefined;
  /** Something was done in this run before the host was needed. */
  readonly isMidRun: boolean;
  readonly stop: StopSignal;
  readonly sink: EventSink;
}

/** A run that has begun does not stop half done because another one is at work on a host that it delegates to. */
const MID_RUN_MS = 300_000;
/** The lock of a run that has died: its watchdog on the host needs a minute, its batch may need longer. */
const ABANDONED_MS = 60_000;

/**
 * Decides, each time that a host's lock is refused, whether to ask for it again. A lock that another run holds is waited for in the middle of a run,
 * and at its start only where that run has died. The first wait is told.
 */
export function lockPatience({
  host,
  timeoutMs,
  isMidRun,
  stop,
  sink,
}: PatienceOptions): (locked: HostLocked) => boolean {
  let since: number | undefined;
  return (locked) => {
    const limitMs = timeoutMs ?? defaultMs(locked, isMidRun);
    const now = performance.now();
    if (stop.requested || now - (since ?? now) >= limitMs) {
      since = undefined;
      return false;
    }
    if (since === undefined) {
      const message = `waiting up to ${String(limitMs / 1000)} s for the lock: ${locked.message}`;
      sink({ event: 'warning', host, message });
    }
    since ??= now;
    return true;
  };
}

function defaultMs({ refusal }: HostLocked, isMidRun: boolean): number {
  if (isMidRun) return MID_RUN_MS;
  return refusal.isAbandoned ? ABANDONED_MS : 0;
}
