import type { ConnectionBudget } from './connection-budget.ts';
import type { HostKey } from './ssh/host-key.ts';
import type { HostKeyScan } from './ssh/host-key-scan.ts';

/**
 * What the engine asks of a way to reach a host. Implementations: ssh, local, fake.
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
  /** Absent: the session's shell runs as the login user. */
  readonly become?: Become | undefined;
  /** Maximum size of a step's output that is kept. */
  readonly outputBytes?: number | undefined;
  /** Limits the number of open connections; absent means no limit. */
  readonly budget?: ConnectionBudget | undefined;
  /** Aborted before `connect` has resolved: what is being opened is dropped, and `connect` rejects. */
  readonly signal?: AbortSignal | undefined;
  /** Told, line by line, how the connection comes about. */
  readonly log?: ((line: string) => void) | undefined;
  /** Told what stands before that which was asked, in words for people, and undefined when nothing does any more. */
  readonly onObstacle?: ((what: string | undefined) => void) | undefined;
  /** Told of what the user should know, though the connection is made. */
  readonly notice?: ((text: string) => void) | undefined;
}

export interface Become {
  /** `sudo` or `su`. */
  readonly method: string;
  /** The user that the session's shell runs as; `root` almost always. */
  readonly user: string;
  readonly password?: string | undefined;
}

/** Scripts are POSIX sh; nothing of bash is there. */
export interface ObserveOptions {
  readonly timeoutMs?: number | undefined;
}

export interface ShellOutput {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exitStatus: number;
  /** Of a batch: the host went down while it ran. */
  readonly wasRebooted?: boolean;
}

/** A batch of changes. Its script is received whole or not at all, and runs once, whatever the connection does. */
export interface Batch {
  /** Unique in the run; names the spool directory. `[A-Za-z0-9._=-]+`. */
  readonly id: string;
  readonly script: string;
  /** The word that begins the lines between the outputs of its steps, on both streams; absent: it has one step. */
  readonly boundary?: string | undefined;
  /**
   * The most that is kept of each step's output on a stream, where it is not the session's. Of what is longer the beginning is kept, and a line
   * `BOUNDARY cut BYTES` tells how much was left out. What follows a boundary line with `observe` as its second word is an answer, and kept as one.
   */
  readonly outputBytes?: number | undefined;
  /** Called with stdout as it arrives, in order and without gaps or repeats, across reconnections. */
  readonly onOutput?: (chunk: Buffer) => void;
}

export interface Uploaded {
  /** On the host. */
  readonly path: string;
  /** `DEVICE:INODE:SIZE:MTIME` when all had arrived: as long as a file answers it, nobody has written to it since. */
  readonly identity: string;
}

export interface LockHolder {
  /** `user@machine`. */
  readonly who: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What others see of a lock that they can't have. */
export interface LockRefusal {
  /** Absent where the host could not name who holds it. */
  readonly holder: LockHolder | undefined;
  /** The run that holds it is gone: its shell has ended, or has not heard from it for long. Only its batches keep the lock. */
  readonly isAbandoned: boolean;
  /** The ids of batches that run. */
  readonly batches: readonly string[];
}

export interface LockOptions {
  /** Others that ask for a shared lock may hold it too. */
  readonly shared?: boolean;
  /**
   * Asked each time that another run has the lock: true waits a while and asks again. Absent: nothing is waited for. The session asks it too
   * when it has to take the lock again after a loss.
   */
  readonly patience?: ((locked: HostLocked) => boolean) | undefined;
}

/**
 * One host's connection. Calls are serialized by the session in the order they are made.
 * After a drop, `observe` is repeated and `apply` reattached on a new connection, inside the call.
 * After `close` no call opens a connection: what has not begun rejects with `TransportError` of kind `closed`.
 */
export interface HostSession {
  readonly host: string;
  /** The user the shell runs as, and the user who logged in. */
  readonly shellUser: string;
  readonly loginUser: string;
  /** The number of round trips paid so far, connection and authentication included. */
  readonly roundTrips: number;
  /** What the target's `bootstrap` script printed. */
  readonly greeting: Buffer;

  /** Runs a read-only script in the shell itself. Repeated as it is after a drop. */
  observe(script: string, options?: ObserveOptions): Promise<ShellOutput>;
  /** Runs a batch detached from the channel; resolves when it has ended. Needs the lock. */
  apply(batch: Batch): Promise<ShellOutput>;
  /** Asks the batch under way to stop after the step in hand. */
  requestStop(): Promise<void>;
  /** Ends the batch under way at once (TERM, then KILL, to its process group). */
  killBatch(): Promise<void>;
  /**
   * Takes the host's lock, or shares that of another session of the same run: many names may stand for one machine.
   * Rejects with `HostLocked` naming the holder.
   */
  lock(holder: LockHolder, options?: LockOptions): Promise<void>;
  unlock(): Promise<void>;
  /** Streams a controller's file into a new root-only (or user-only) file of the session's. */
  upload(localPath: string, options: { readonly as?: string | undefined }): Promise<Uploaded>;
  /** Streams a remote file to a controller's path. */
  download(remotePath: string, localPath: string): Promise<void>;
  /** Closes the connection and opens it again: after `reboot`, or when group membership changed. */
  reconnect(timeoutMs: number): Promise<void>;
  /** Nothing is going to be asked for a while: where connections are scarce, this one may be closed until the next call. */
  rest(): void;
  /** Closes the connection, and so releases the lock, after the host has run the script; a call that comes all the same opens it again. */
  leave(farewell?: string): Promise<void>;
  /**
   * Ends the session; before that the host runs the script, of whose outcome nobody hears. Waits a few seconds for what is under way, and
   * for sessions that share this one's lock.
   */
  close(farewell?: string): Promise<void>;
}

export type TransportErrorKind =
  | 'unreachable' // no TCP connection, or it was lost and could not be had again
  | 'authentication'
  | 'host-key' // unknown or changed
  | 'become' // sudo refused, or its password was wrong
  | 'locked'
  | 'timeout' // a query, or the answer to another request, took longer than it may
  | 'closed' // the session was closed before
  | 'refused' // a file that was sent found no room; the session goes on
  | 'too-much' // the host sent more than is taken
  | 'protocol'; // the shell answered something else than the protocol

export class TransportError extends Error {
  readonly kind: TransportErrorKind;
  readonly host: string;
  /** What the user can do about it. */
  readonly hint: string | undefined;
  /** The library lacks what this host or its keys need, and the machine's own ssh(1) may have it. */
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
