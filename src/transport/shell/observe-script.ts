import { QueryTimedOut } from '../session.ts';
import type { ShellOutput } from '../session.ts';
import type { ShellClient } from './shell-client.ts';
import { settleWithin } from './settle-within.ts';
import { sessionClosed, type ShellOpener } from './shell-opener.ts';

export interface Observation {
  /** For messages. */
  readonly host: string;
  readonly script: string;
  readonly timeoutMs: number;
  /** For messages. */
  readonly what: string;
  /** How often to end programs that wait for the other end of a named pipe; undefined means never. */
  readonly checkPipesMs: number | undefined;
  /** Aborted to end the query. */
  readonly killed: AbortSignal;
}

/**
 * Runs a query in a shell. Rejects with `QueryTimedOut` after the time limit, and with a `TransportError` of kind `closed` if the query is
 * killed. The processes of such a query end with their shell, at the latest when the next shell starts. If a program had to be ended because
 * of a named pipe, the answer may be wrong, and the query is repeated; rejects with `QueryTimedOut` if this happens again and again.
 */
export async function observeScript(
  opener: ShellOpener,
  shell: ShellClient,
  observation: Observation,
): Promise<ShellOutput> {
  for (let tries = 0; tries < TRIES; tries++) {
    const output = await observeOnce(opener, shell, observation);
    if (!PIPES.test(output.stderr.toString('latin1'))) return output;
  }
  const { host, what } = observation;
  const failure = `named pipes were in the place of files, and nobody wrote to them, in ${TRIES} tries: ${what}`;
  throw new QueryTimedOut({ host, message: failure, failure });
}

async function observeOnce(
  opener: ShellOpener,
  shell: ShellClient,
  { host, script, timeoutMs, what, checkPipesMs, killed }: Observation,
): Promise<ShellOutput> {
  const output = opener.request(shell, { kind: 'o', body: script }, { answerMs: undefined });
  const checks =
    checkPipesMs === undefined ? undefined : setInterval(() => shell.send({ kind: 'p' }), checkPipesMs).unref();
  const first = await settleWithin(output, timeoutMs, killed).finally(() => clearInterval(checks));
  if (first !== 'late') return first;
  opener.orphan();
  if (killed.aborted) throw sessionClosed(host);
  const seconds = timeoutMs / 1000;
  throw new QueryTimedOut({
    host,
    message: `the queries took longer than ${seconds} s: ${what}`,
    failure: `did not end within ${seconds} s, before any change: the queries took longer (${what})`,
  });
}

const TRIES = 3;
const PIPES = /^p_pipes( \d+)+$/m;
