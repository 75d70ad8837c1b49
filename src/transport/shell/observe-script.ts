import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import type { ShellOutput } from '../session.ts';
import type { ShellClient } from './shell-client.ts';
import type { ShellOpener } from './shell-opener.ts';

export interface Observation {
  /** For messages. */
  readonly host: string;
  readonly script: string;
  readonly timeoutMs: number;
}

/** Runs a query in a shell. After the time limit it rejects with `TransportError`; the next shell ends the query's processes. */
export async function observeScript(
  opener: ShellOpener,
  shell: ShellClient,
  { host, script, timeoutMs }: Observation,
): Promise<ShellOutput> {
  const output = opener.request(shell, { kind: 'o', body: script }, { answerMs: undefined });
  // the result is awaited below, or arrives too late
  output.catch(() => undefined);
  const timer = new AbortController();
  const late = sleep(timeoutMs, 'late' as const, { signal: timer.signal, ref: false }).catch(() => 'late' as const);
  const first = await Promise.race([output, late]).finally(() => timer.abort());
  if (first !== 'late') return first;
  opener.orphan();
  const message = `${host}: a query took longer than ${String(timeoutMs / 1000)} s`;
  throw new TransportError({ kind: 'timeout', host, message });
}
