import type { LockHolder, LockOptions } from '../../transport/session.ts';
import type { EventSink, RunMode } from '../events.ts';
import { toUnusable } from '../host/connect-host.ts';
import type { HostState } from '../host/host-state.ts';
import type { StopSignal } from '../run-context.ts';
import { lockPatience } from './lock-patience.ts';

export interface HostLocksOptions {
  readonly mode: RunMode;
  readonly holder: LockHolder;
  /** How long to wait for another run's lock; undefined means the default of the situation. */
  readonly timeoutMs: number | undefined;
  readonly sink: EventSink;
  readonly stop: StopSignal;
  /** Whether this run had already started its work when it first needed the host. */
  readonly isMidRun: (host: string) => boolean;
  readonly isInInventory: (host: string) => boolean;
}

/** Locks each host once, if the run changes hosts. */
export class HostLocks {
  readonly #options: HostLocksOptions;
  /** Set when a host is first to be locked, read by all later users and by `has`; kept for the run, even if the lock was refused. */
  readonly #locks = new Map<HostState, Promise<void>>();

  constructor(options: HostLocksOptions) {
    this.#options = options;
  }

  /** Rejects with `HostUnusable`. */
  async lock(host: HostState): Promise<void> {
    if (this.#options.mode !== 'apply') return;
    const locking =
      this.#locks.get(host) ??
      host.activity.duringCall('locking it', host.session.lock(this.#options.holder, this.#lockOptions(host)));
    this.#locks.set(host, locking);
    try {
      await locking;
    } catch (error) {
      throw toUnusable(error);
    }
  }

  /** Whether the host's lock has been requested. */
  has(host: HostState): boolean {
    return this.#locks.has(host);
  }

  /** The controller, if it is only a delegation target, is shared with other runs that delegate to it. */
  #lockOptions({ name }: HostState): LockOptions {
    const { sink, stop, timeoutMs, isInInventory } = this.#options;
    const isMidRun = this.#options.isMidRun(name);
    return {
      shared: isMidRun && !isInInventory(name),
      patience: lockPatience({ host: name, timeoutMs, isMidRun, stop, sink }),
    };
  }
}
