import type { LockHolder, LockOptions } from '../../transport/session.ts';
import type { EventSink, RunMode } from '../events.ts';
import { toUnusable } from '../host/connect-host.ts';
import type { HostState } from '../host/host-state.ts';
import type { StopSignal } from '../run-context.ts';
import { lockPatience } from './lock-patience.ts';

export interface HostLocksOptions {
  readonly mode: RunMode;
  readonly holder: LockHolder;
  /** How long another run's lock is waited for; undefined: as the moment asks for. */
  readonly timeoutMs: number | undefined;
  readonly sink: EventSink;
  readonly stop: StopSignal;
  /** Whether the host is first needed when something was done in this run already. */
  readonly isMidRun: (host: string) => boolean;
  readonly isInInventory: (host: string) => boolean;
}

/** Locks each host once, where the run changes hosts. */
export class HostLocks {
  readonly #options: HostLocksOptions;
  /** Set when a host is first to be locked, read by all who use it later and by `has`; kept for the run, also where it was refused. */
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

  /** Whether the host's lock was asked for. */
  has(host: HostState): boolean {
    return this.#locks.has(host);
  }

  /** A machine that the run only delegates to, this one, is shared with other runs that do so. */
  #lockOptions({ name }: HostState): LockOptions {
    const { sink, stop, timeoutMs, isInInventory } = this.#options;
    const isMidRun = this.#options.isMidRun(name);
    return {
      shared: isMidRun && !isInInventory(name),
      patience: lockPatience({ host: name, timeoutMs, isMidRun, stop, sink }),
    };
  }
}
