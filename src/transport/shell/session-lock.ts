import { setTimeout as sleep } from 'node:timers/promises';
import type { TransportError } from '../session.ts';
import { describeLocked, parseLockRefusal, renderHolder } from './lock-refusal.ts';
import type { ConnectionTarget, LockHolder, LockOptions, LockRefusal, ShellOutput } from '../session.ts';
import type { Frame, ShellClient } from './shell-client.ts';

/** The interface of a session for locks. */
export interface LockedSession {
  readonly host: string;
  readonly sessionId: string;
  readonly request: (shell: ShellClient, frame: Frame) => Promise<ShellOutput>;
  /** Takes the session's lock with the current shell. */
  readonly takeAgain: () => Promise<void>;
  readonly protocolError: (what: string, reply: ShellOutput) => TransportError;
  readonly onObstacle?: ConnectionTarget['onObstacle'];
}

/**
 * Sessions of this process that hold a lock, by ID: set when a lock is taken, deleted when it is released. A session that finds the host
 * locked by another session of its run shares that lock, since several names in an inventory may refer to one machine.
 */
const holding = new Map<string, SessionLock>();

/** A session's hold on its host's lock: its own lock, or that of another session of the same run. */
export class SessionLock {
  readonly #session: LockedSession;
  readonly #guests = new Set<SessionLock>();
  /** The session whose lock this one shares. */
  #owner: SessionLock | undefined;
  #holder: LockHolder | undefined;
  #options: LockOptions = {};
  /** Whether the lock is about to be released: set by `refuseGuests`, cleared by `letGo`. */
  #isLeaving = false;
  #whenAlone: (() => void)[] = [];

  constructor(session: LockedSession) {
    this.#session = session;
  }

  get isHeld(): boolean {
    return this.#holder !== undefined;
  }

  /** The run that holds the lock. */
  get runId(): string {
    return this.#holder?.runId ?? '-';
  }

  /** The session has a separate lock, which a new shell must take, or wait for. */
  get isOwner(): boolean {
    return this.isHeld && this.#owner === undefined;
  }

  /** Rejects with `TransportError`, of kind `locked` if another run has the lock. */
  async take(shell: ShellClient, holder: LockHolder, options: LockOptions): Promise<void> {
    await this.#take(shell, holder, options).finally(() => this.#session.onObstacle?.(undefined));
    this.#holder = holder;
    this.#options = options;
  }

  /** Takes the session's locks again, with a new shell. */
  async takeAgain(shell: ShellClient): Promise<void> {
    if (this.#holder === undefined) return;
    await this.#take(shell, this.#holder, this.#options).finally(() => this.#session.onObstacle?.(undefined));
  }

  /** Resolves when no other session shares this one's lock; from then on none begins to. */
  alone(): Promise<void> {
    if (this.refuseGuests()) return Promise.resolve();
    return new Promise((resolve) => this.#whenAlone.push(resolve));
  }

  /** False if other sessions share the lock. True means that no session will share it any more. */
  refuseGuests(): boolean {
    if (this.#guests.size > 0) return false;
    this.#isLeaving = true;
    return true;
  }

  /** The shell has ended, which releases the lock; a new shell takes it again. */
  letGo(): void {
    this.#isLeaving = false;
    holding.delete(this.#session.sessionId);
    this.#leaveOwner();
  }

  forget(): void {
    this.#holder = undefined;
    this.letGo();
  }

  async #take(shell: ShellClient, holder: LockHolder, { shared = false, patience }: LockOptions): Promise<void> {
    const frame = { kind: 'l', arguments: [holder.runId, shared ? 's' : 'x', renderHolder(holder)] };
    for (let tries = 0; ;) {
      const reply = await this.#session.request(shell, frame);
      const said = reply.stdout.toString('utf8');
      if (reply.exitStatus === REFUSED) {
        const refusal = parseLockRefusal(said);
        if (isPassing(refusal, holder) && ++tries <= MAX_TRIES) {
          await sleep(SOON_MS);
          continue;
        }
        const locked = describeLocked(this.#session.host, refusal);
        if (patience?.(locked) !== true) throw locked;
        this.#session.onObstacle?.(`waiting for the lock: ${locked.message}`);
        await sleep(ASK_AGAIN_MS);
        continue;
      }
      if (reply.exitStatus !== 0 && reply.exitStatus !== UPGRADE)
        throw this.#session.protocolError('the lock could not be taken', reply);
      if (await this.#agree(said)) return;
      if (++tries > MAX_TRIES) throw this.#session.protocolError('the lock could not be shared', reply);
      await sleep(SOON_MS);
    }
  }

  /** False if the other session is about to release the lock, or has lost it to others; then ask again. */
  async #agree(said: string): Promise<boolean> {
    const [word, id = ''] = said.split(' ');
    if (word !== 'shared' && word !== 'upgrade') {
      this.#leaveOwner();
      holding.set(this.#session.sessionId, this);
      return true;
    }
    const owner = holding.get(id);
    if (owner === undefined || owner.#isLeaving) return false;
    if (word === 'upgrade') {
      await owner.#upgrade();
      return false;
    }
    this.#leaveOwner();
    this.#owner = owner;
    owner.#guests.add(this);
    return true;
  }

  async #upgrade(): Promise<void> {
    this.#options = { ...this.#options, shared: false };
    await this.#session.takeAgain();
  }

  #leaveOwner(): void {
    if (this.#owner !== undefined) this.#owner.#remove(this);
    this.#owner = undefined;
  }

  #remove(guest: SessionLock): void {
    this.#guests.delete(guest);
    if (this.#whenAlone.length === 0 || !this.refuseGuests()) return;
    for (const resolve of this.#whenAlone) resolve();
    this.#whenAlone = [];
  }
}

const REFUSED = 1;
const UPGRADE = 4;
const ASK_AGAIN_MS = 1000;
const SOON_MS = 100;
const MAX_TRIES = 100;

/** The lock has been released, or its new holder has not (completely) written its entry yet. */
const isPassing = ({ holder, isAbandoned, batches }: LockRefusal, { runId }: LockHolder): boolean =>
  holder === undefined || holder.runId === runId || (isAbandoned && batches.length === 0);
