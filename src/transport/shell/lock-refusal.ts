import { HostLocked } from '../session.ts';
import type { LockHolder, LockRefusal } from '../session.ts';

/** The holder as one word of a frame's header. */
export const renderHolder = (holder: LockHolder): string => JSON.stringify(holder).replaceAll(' ', String.raw`\u0020`);

/** Parses the shell loop's refusal of a lock: a line `PID SESSION RUN MODE HOLDER` for each holder, `abandoned`, and `batch ID` lines. */
export function parseLockRefusal(text: string): LockRefusal {
  const lines = text.split('\n');
  const holders = lines.map((line) => parseHolder(/^\d+ \S+ \S+ [xs] (.+)$/.exec(line)?.[1]));
  return {
    holder: holders.findLast((holder) => holder !== undefined),
    isAbandoned: lines.includes('abandoned'),
    batches: lines.flatMap((line) => /^batch (?:[0-9a-f]{16}-)?(.+)$/.exec(line)?.[1] ?? []),
  };
}

export function describeLocked(host: string, refusal: LockRefusal): HostLocked {
  const { holder, isAbandoned, batches } = refusal;
  const who = holder === undefined ? 'another run' : `${holder.who} (run ${holder.runId}, since ${holder.since})`;
  const gone = isAbandoned ? ', which has died' : '';
  const running = batches.length > 0 ? `; its batch ${batches.join(', ')} is running` : '';
  const message = `${host} is locked by ${who}${gone}${running}`;
  return new HostLocked({ host, message, hint: isAbandoned ? HINT_OF_ABANDONED : HINT, refusal });
}

const HINT = 'wait until that run has ended, or use --lock-timeout SECONDS';
const HINT_OF_ABANDONED =
  'its lock is released when its batch has ended; `provision unlock HOST --become` shows what runs, and ends it with --end';

function parseHolder(json: string | undefined): LockHolder | undefined {
  if (json === undefined) return undefined;
  try {
    const value = JSON.parse(json) as Partial<LockHolder> | null;
    const { who, runId, since } = value ?? {};
    return who === undefined || runId === undefined || since === undefined ? undefined : { who, runId, since };
  } catch {
    return undefined;
  }
}
