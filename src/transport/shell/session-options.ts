import type { ConnectionBudget } from '../connection-budget.ts';
import type { Become, ConnectionTarget } from '../session.ts';

export interface SessionOptions {
  readonly host: string;
  readonly bootstrap?: string | undefined;
  readonly become?: Become | undefined;
  readonly budget?: ConnectionBudget | undefined;
  /** An abort before the session is open cancels the opening. */
  readonly signal?: AbortSignal | undefined;
  /** See `ConnectionTarget`. */
  readonly onObstacle?: ConnectionTarget['onObstacle'];
  /** Default: /var/lib/provision for root, ~/.local/state/provision for other users. */
  readonly stateDirectory?: string | undefined;
  /** Time limit for the restoration of a lost connection. */
  readonly reconnectMs: number;
  readonly watchdogSeconds: number;
  /** Time limit for the start of a shell, including sudo and bootstrap. */
  readonly startTimeoutMs: number;
  /** Idle time after which the runner sends a sign of life to a shell that holds the lock. */
  readonly heartbeatMs: number;
  /** How often a running query or batch is searched for programs that wait for the other end of a named pipe. */
  readonly pipeCheckMs: number;
  /** Time limit for answers to requests other than queries, and for a file transfer without progress. */
  readonly answerTimeoutMs: number;
  /** Default time limit of a query. */
  readonly observeTimeoutMs: number;
  /** Maximum size of a reply on each of its streams. */
  readonly replyBytes: number;
  /** Maximum size that is kept of a step's output on a stream. */
  readonly outputBytes: number;
  /** Maximum output of a batch; a batch that prints more is ended before the host's disk is full. */
  readonly floodBytes: number;
}

export const SESSION_DEFAULTS = {
  reconnectMs: 60_000,
  startTimeoutMs: 30_000,
  watchdogSeconds: 60,
  heartbeatMs: 15_000,
  pipeCheckMs: 5000,
  answerTimeoutMs: 2 * 60_000,
  observeTimeoutMs: 15 * 60_000,
  replyBytes: 32 * 1024 * 1024,
  outputBytes: 10 * 1024 * 1024,
  floodBytes: 512 * 1024 * 1024,
} as const;

/** The session's options from a target. */
export const sessionOptionsOf = ({
  host,
  bootstrap,
  become,
  signal,
  budget,
  onObstacle,
  outputBytes = SESSION_DEFAULTS.outputBytes,
}: ConnectionTarget): SessionOptions => ({
  ...SESSION_DEFAULTS,
  host,
  bootstrap,
  become,
  signal,
  budget,
  onObstacle,
  outputBytes,
});
