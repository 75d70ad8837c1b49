import type { HostLocked } from '../../transport/session.ts';
import type { EventSink } from '../events.ts';
import type { StopSignal } from '../run-context.ts';

export interface PatienceOptions {
  readonly host: string;
  /** The user's setting; undefined means the defaults below. */
  readonly timeoutMs: number | undefined;
  /** This run had started its work before it needed the host. */
  readonly isMidRun: boolean;
  readonly stop: StopSignal;
  readonly sink: EventSink;
}

/** A run that has started does not stop halfway because another run uses a host that it delegates to. */
const MID_RUN_MS = 300_000;
/** For the lock of a dead run: its watchdog on the host needs a minute, its batch may need longer. */
const ABANDONED_MS = 60_000;

/**
 * Decides after each refusal of a host's lock whether to request it again. The lock of another run is waited for in the middle of a run,
 * and at the start of a run only if the other run has died. The first wait is reported.
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
