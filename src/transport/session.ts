import type { ConnectionBudget } from './connection-budget.ts';
import type { HostKey } from './ssh/host-key.ts';
import type { HostKeyScan } from './ssh/host-key-scan.ts';

/**
 * The engine's interface to a kind of connection. Implementations: ssh, local, fake.
 * Every failure is a `TransportError`; a script that exits non-zero is not a failure of the transport.
 */
export interface Transport {
  /** Opens the host's one connection and its long-lived shell. Rejects with `TransportError`. */
  connect(target: ConnectionTarget): Promise<HostSession>;
  /** Whether the target's address is known without name resolution, such as an alias of ssh_config. Absent means never. */
  isNamed?(target: ConnectionTarget): boolean;
  /** The keys that the host presents without a login. Absent if there are none. */
  scanHostKeys?(target: ConnectionTarget): Promise<HostKeyScan>;
}

/** Where and as which user to connect. Undefined means the value of ssh_config, or OpenSSH's default. */
export interface ConnectionTarget {
  /** The inventory's name of the host, for messages. */
  readonly host: string;
  readonly address: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  /** OpenSSH words such as `-o ProxyJump=bastion -o UserKnownHostsFile=/x`, as in ansible_ssh_common_args. */
  readonly sshArguments?: string | undefined;
  readonly acceptNewHostKey: boolean;
  /** The only keys that are accepted from the host, regardless of known_hosts; undefined means that known_hosts decides. */
  readonly pinnedHostKeys?: readonly HostKey[] | undefined;
  readonly connectTimeoutMs: number;
  /** Number of retries after a temporary failure, with backoff. */
  readonly connectRetries: number;
  /** Script that runs when the shell starts, so that facts need no separate round trip; its stdout is the session's `greeting`. */
  readonly bootstrap?: string | undefined;
  /** Absent means that the session's shell runs as the login user. */
  readonly become?: Become | undefined;
  /** Maximum size of a step's output that is kept. */
  readonly outputBytes?: number | undefined;
  /** Limits the number of open connections; absent means no limit. */
  readonly budget?: ConnectionBudget | undefined;
  /** An abort before `connect` has resolved drops the connection attempt, and `connect` rejects. */
  readonly signal?: AbortSignal | undefined;
  /** Called with details of the connection attempt, line by line. */
  readonly log?: ((line: string) => void) | undefined;
  /** Called with the current obstacle of a request, in words for people, or with undefined when there is none any more. */
  readonly onObstacle?: ((what: string | undefined) => void) | undefined;
  /** Called with warnings about an established connection. */
  readonly notice?: ((text: string) => void) | undefined;
}

export interface Become {
  /** `sudo` or `su`. */
  readonly method: string;
  /** The user that the session's shell runs as; `root` almost always. */
  readonly user: string;
  readonly password?: string | undefined;
}

/** Scripts are POSIX sh, without bash's extensions. */
export interface ObserveOptions {
  readonly timeoutMs?: number | undefined;
  /** The names of the queries, for the message after the time limit. */
  readonly what?: string | undefined;
  /** The script opens only files, and may run twice: a program that waits for the other end of a named pipe is ended, and the script repeated. */
  readonly expectsNoPipes?: boolean;
}

export interface ShellOutput {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitStatus: number;
  /** For a batch: whether the host went down while it ran. */
  readonly wasRebooted?: boolean;
}

/** In the stderr of a batch a program of which was ended, see `pipeCheckMs`. */
export const ENDED_AT_PIPE = 'ended what waited for the other end of a named pipe';

/** A batch of changes. Its script is received completely or not at all, and runs once, whatever happens to the connection. */
export interface Batch {
  /** Unique in the run; names the spool directory. `[A-Za-z0-9._=-]+`. */
  readonly id: string;
  readonly script: string;
  /** The word at the start of the lines between the outputs of its steps, on both streams; absent for a single step. */
  readonly boundary?: string | undefined;
  /**
   * Maximum size of each step's output on a stream, if it differs from the session's. Of longer output, the beginning is kept, and a line
   * `BOUNDARY cut BYTES` states the discarded size. Output after a boundary line with `observe` as its second word is an answer, with
   * the limit of answers.
   */
  readonly outputBytes?: number | undefined;
  /** Called with stdout as it arrives, in order and without gaps or repeats, across reconnections. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface Uploaded {
  /** The path on the host. */
  readonly path: string;
  /** `DEVICE:INODE:SIZE:MTIME` after the transfer: as long as it is unchanged, nobody has written to the file. */
  readonly identity: string;
}

export interface LockHolder {
  /** `user@machine`. */
  readonly who: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly since: string;
}

/** The description of a lock that is refused. */
export interface LockRefusal {
  /** Absent if the host does not know the holder. */
  readonly holder: LockHolder | undefined;
  /** Whether the holding run is dead: its shell has ended, or has not heard from it for long. Only its batches still hold the lock. */
  readonly isAbandoned: boolean;
  /** IDs of the running batches. */
  readonly batches: readonly string[];
}

export interface LockOptions {
  /** Whether other runs that request a shared lock may hold it too. */
  readonly shared?: boolean;
  /**
   * Called each time that another run holds the lock: true means wait and retry. Absent means that nothing is waited for. The session also
   * calls it when it must take the lock again after a lost connection.
   */
  readonly patience?: ((locked: HostLocked) => boolean) | undefined;
}

/**
 * A connection to a host. The session serializes calls in their order.
 * After a lost connection, `observe` is repeated and `apply` reattached on a new connection, within the call.
 * After `close` no call opens a connection: calls that have not begun reject with a `TransportError` of kind `closed`.
 */
export interface HostSession {
  readonly host: string;
  /** The user that the shell runs as, and the login user. */
  readonly shellUser: string;
  readonly loginUser: string;
  /** The host is this machine. */
  readonly isLocal: boolean;
  /** The number of round trips so far, including connection and authentication. */
  readonly roundTrips: number;
  /** The output of the target's `bootstrap` script. */
  readonly greeting: Buffer;

  /** Runs a read-only script in the shell itself. It is repeated after a lost connection. */
  observe(script: string, options?: ObserveOptions): Promise<ShellOutput>;
  /** Runs a batch detached from the channel; resolves when it has ended. Requires the lock. */
  apply(batch: Batch): Promise<ShellOutput>;
  /** Requests the current batch to stop after its current step. */
  requestStop(): Promise<void>;
  /** Ends the current batch immediately (TERM, then KILL, to its process group), or the current query with its shell; `observe` rejects with kind `closed`. */
  killBatch(): Promise<void>;
  /**
   * Takes the host's lock, or shares that of another session of the same run, since several names may refer to one machine.
   * Rejects with `HostLocked`, which names the holder.
   */
  lock(holder: LockHolder, options?: LockOptions): Promise<void>;
  unlock(): Promise<void>;
  /** Streams a file of the controller to a new file of the session that only root (or the given user) can read. */
  upload(localPath: string, options: { readonly as?: string | undefined }): Promise<Uploaded>;
  /** Streams a remote file to a path on the controller. */
  download(remotePath: string, localPath: string): Promise<void>;
  /** Closes the connection and opens it again: after `reboot`, or after a change of group membership. */
  reconnect(timeoutMs: number): Promise<void>;
  /** Announces that no request is expected soon: if connections are scarce, this one may be closed until the next call. */
  rest(): void;
  /** Runs the script on the host, then closes the connection, which releases the lock; a later call opens it again. */
  leave(farewell?: string): Promise<void>;
  /**
   * Runs the script on the host, whose result is ignored, and ends the session. Waits a few seconds for current work, and
   * for sessions that share this one's lock.
   */
  close(farewell?: string): Promise<void>;
}

export type TransportErrorKind =
  | 'unreachable' // no TCP connection, or it was lost and could not be restored
  | 'authentication'
  | 'host-key' // unknown or changed
  | 'become' // sudo refused, or its password was wrong
  | 'locked'
  | 'timeout' // a query, or the answer to another request, exceeded its time limit
  | 'closed' // the session was already closed
  | 'refused' // there was no space for a file; the session continues
  | 'too-much' // the host exceeded the size limit of an answer
  | 'protocol'; // the shell violated the protocol

export class TransportError extends Error {
  readonly kind: TransportErrorKind;
  readonly host: string;
  /** The remedy for the user. */
  readonly hint: string | undefined;
  /** Whether the library lacks a feature that this host or its keys need, and that the machine's own ssh(1) may have. */
  readonly needsOpenssh: boolean;

  constructor(options: {
    readonly kind: TransportErrorKind;
    readonly host: string;
    readonly message: string;
    readonly hint?: string | undefined;
    readonly cause?: unknown;
    readonly needsOpenssh?: boolean | undefined;
  }) {
    super(options.message, { cause: options.cause });
    this.name = 'TransportError';
    this.kind = options.kind;
    this.host = options.host;
    this.hint = options.hint;
    this.needsOpenssh = options.needsOpenssh ?? false;
  }
}

/** A query exceeded its time limit. The host can still be asked. */
export class QueryTimedOut extends TransportError {
  /** The failure of the task whose queries they are. */
  readonly failure: string;

  constructor({ host, message, failure }: Readonly<Record<'host' | 'message' | 'failure', string>>) {
    super({ kind: 'timeout', host, message: `${host}: ${message}` });
    this.name = 'QueryTimedOut';
    this.failure = failure;
  }
}

/** Another run holds the lock of the host. */
export class HostLocked extends TransportError {
  readonly refusal: LockRefusal;

  constructor(options: {
    readonly host: string;
    readonly message: string;
    readonly hint: string;
    readonly refusal: LockRefusal;
  }) {
    super({ ...options, kind: 'locked' });
    this.name = 'HostLocked';
    this.refusal = options.refusal;
  }
}
