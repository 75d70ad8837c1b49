import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTimedOut } from '../session.ts';
import type { ShellOutput } from '../session.ts';
import type { ShellClient } from './shell-client.ts';
import { sessionClosed, type ShellOpener } from './shell-opener.ts';

export interface Observation {
  /** For messages. */
  readonly host: string;
  readonly script: string;
  readonly timeoutMs: number;
  /** For messages. */
  readonly what: string;
  /** Aborted to end the query. */
  readonly killed: AbortSignal;
}

/**
 * Runs a query in a shell. Rejects with `QueryTimedOut` after the time limit, and with a `TransportError` of kind `closed` if the query is
 * killed. The processes of such a query end with their shell, at the latest when the next shell starts.
 */
export async function observeScript(
  opener: ShellOpener,
  shell: ShellClient,
  { host, script, timeoutMs, what, killed }: Observation,
): Promise<ShellOutput> {
  const output = opener.request(shell, { kind: 'o', body: script }, { answerMs: undefined });
  // the result is awaited below, or arrives too late
  output.catch(() => undefined);
  const timer = new AbortController();
  const signal = AbortSignal.any([timer.signal, killed]);
  const late = sleep(timeoutMs, 'late' as const, { signal, ref: false }).catch(() => 'late' as const);
  const first = await Promise.race([output, late]).finally(() => timer.abort());
  if (first !== 'late') return first;
  opener.orphan();
  if (killed.aborted) throw sessionClosed(host);
  throw new QueryTimedOut({ host, what, timeoutMs });
}
