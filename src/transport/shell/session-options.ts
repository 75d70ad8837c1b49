import type { ConnectionBudget } from '../connection-budget.ts';
import type { Become, ConnectionTarget } from '../session.ts';

export interface SessionOptions {
  readonly host: string;
  readonly bootstrap?: string | undefined;
  readonly become?: Become | undefined;
  readonly budget?: ConnectionBudget | undefined;
  /** Aborted before the session is open: it is not opened. */
  readonly signal?: AbortSignal | undefined;
  /** As of `ConnectionTarget`. */
  readonly onObstacle?: ConnectionTarget['onObstacle'];
  /** Absent: /var/lib/provision for root, ~/.local/state/provision for others. */
  readonly stateDirectory?: string | undefined;
  /** How long a lost connection is tried to be had again. */
  readonly reconnectMs: number;
  readonly watchdogSeconds: number;
  /** How long the start of a shell, sudo and bootstrap included, may take. */
  readonly startTimeoutMs: number;
  /** Idle time after which a shell that holds the lock hears from its runner. */
  readonly heartbeatMs: number;
  /** How long the answer to a request other than a query may take, and how long the content of a file may stand still. */
  readonly answerTimeoutMs: number;
  /** How long a query may take that says nothing else. */
  readonly observeTimeoutMs: number;
  /** The most that a reply may hold on each of its streams. */
  readonly replyBytes: number;
  /** The most that is kept of what one step of a batch prints on a stream. */
  readonly outputBytes: number;
  /** A batch that has printed more is ended, before the host's disk is full. */
  readonly floodBytes: number;
}

export const SESSION_DEFAULTS = {
  reconnectMs: 60_000,
  startTimeoutMs: 30_000,
  watchdogSeconds: 60,
  heartbeatMs: 15_000,
  answerTimeoutMs: 2 * 60_000,
  observeTimeoutMs: 15 * 60_000,
  replyBytes: 32 * 1024 * 1024,
  outputBytes: 10 * 1024 * 1024,
  floodBytes: 512 * 1024 * 1024,
} as const;

/** What a target says of the session with it. */
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
