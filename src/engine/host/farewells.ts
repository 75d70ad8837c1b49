import { TransportError } from '../../transport/session.ts';
import type { HostRecap } from '../events.ts';
import { renderLastRun } from '../last-run.ts';
import type { HostState } from './host-state.ts';

export interface FarewellOptions {
  /** Whether the host is one of the run's hosts, and is still usable. */
  readonly isTold: (host: HostState) => boolean;
  readonly recap: (host: HostState) => HostRecap;
}

/** Leaves hosts, during the run or at its end. */
export class Farewells {
  readonly #options: FarewellOptions;
  /** Hosts that are being left, or have been left. Set by `leave` and `abandon`, read by `closeAll`; never cleared. */
  readonly #departing = new Map<string, Promise<void>>();

  constructor(options: FarewellOptions) {
    this.#options = options;
  }

  /** Leaves a host that has nothing left to do. */
  leave(host: HostState): void {
    this.#depart(host.name, host.session.leave(this.#farewell(host)));
  }

  /** Leaves a host that can no longer be used. */
  abandon(host: HostState): void {
    this.#depart(host.name, host.session.close());
  }

  /**
   * At the end of the run. A host that is being left may hold the lock that other names of the same machine share, and wait for them,
   * so they are closed at the same time.
   */
  async closeAll(hosts: readonly HostState[]): Promise<void> {
    const left = hosts.filter(({ name }) => this.#departing.has(name));
    const others = hosts.filter((host) => !left.includes(host));
    await Promise.all([...this.#departing.values(), ...others.map((host) => this.#close(host))]);
    await Promise.all(left.map((host) => this.#close(host)));
  }

  async #close(host: HostState): Promise<void> {
    const farewell = this.#departing.has(host.name) ? undefined : this.#farewell(host);
    await host.session.close(farewell);
  }

  /** The run's result for monitoring, if the run was for the host. It must never make a run fail. */
  #farewell(host: HostState): string | undefined {
    const { isTold, recap } = this.#options;
    return isTold(host) ? renderLastRun(host.stateDirectory, recap(host)) : undefined;
  }

  /** A host whose connection is lost meanwhile counts as left. */
  #depart(name: string, leaving: Promise<void>): void {
    const departing = leaving.catch((error: unknown) => {
      if (!(error instanceof TransportError)) throw error;
    });
    // awaited by `closeAll`
    departing.catch(() => undefined);
    this.#departing.set(name, departing);
  }
}
