import pLimit from 'p-limit';
import { implicitLocalhost, LOCALHOST_NAMES } from '../../inventory/implicit-localhost.ts';
import type { InventoryHost } from '../../inventory/types.ts';
import type { LockHolder } from '../../transport/session.ts';
import type { Unknown } from '../../values/unknown.ts';
import { HostUnusable, Interrupted } from '../errors.ts';
import type { HostRecap } from '../events.ts';
import { DueHandlers } from '../handlers/due-handlers.ts';
import { HostLocks } from '../lock/host-locks.ts';
import type { StopSignal } from '../run-context.ts';
import { UnknownFact } from '../variables/facts-of.ts';
import type { HandedOnValues } from '../variables/handed-on.ts';
import { takeOver } from '../variables/handed-on.ts';
import { findDelegate } from '../variables/find-delegate.ts';
import type { VariableSources } from '../variables/run-variables.ts';
import { runVariables } from '../variables/run-variables.ts';
import { toUnusable } from './connect-host.ts';
import { Farewells } from './farewells.ts';
import type { HostActivity } from './host-activity.ts';
import type { HostConnectionsOptions } from './host-connections.ts';
import { HostConnections } from './host-connections.ts';
import { HostState } from './host-state.ts';
import { HostTally } from './host-tally.ts';
import { Tracer } from './tracer.ts';

export interface HostPoolOptions extends VariableSources, Omit<HostConnectionsOptions, 'onConnected'> {
  readonly holder: LockHolder;
  /** 0 by default. */
  readonly verbosity?: number | undefined;
  /** Variables that tasks in other processes have set for hosts. */
  readonly handedOn?: HandedOnValues | undefined;
  /** After a stop is requested, nothing waits for a connection. */
  readonly stop: StopSignal;
}

/** The hosts of a run: connected once (and locked, if the run changes hosts), and shared. */
export class HostPool {
  readonly #options: HostPoolOptions;
  readonly #connections: HostConnections;
  readonly #locks: HostLocks;
  readonly #farewells: Farewells;
  /** The state of each host. Set when the host is first requested, read by all parts; kept for the run. */
  readonly #states = new Map<string, HostState>();
  /**
   * For each opened host: resolves when it is known whether the host is usable. Set by `open`, read by `whenKnown` and to distinguish
   * the run's own hosts from hosts that are needed in addition; kept for the run.
   */
  readonly #opening = new Map<string, Promise<void>>();
  /** Called with each of the run's own hosts as soon as it is connected. Set by `open`, read by `#begin`; kept for the run. */
  #prepare: ((host: HostState) => Promise<void>) | undefined;
  /** Why a host is no longer usable. Set by `lose`, read before each use, cleared for a host by `forgive`. */
  readonly #lost = new Map<string, HostUnusable>();
  /** Errors in the preparation of hosts. Set by `open`, read at the end of the run; never cleared. */
  readonly #broken = new Map<HostState, unknown>();

  /** Texts that traces must not show; see `Tracer`. */
  readonly #hidden = new Set<string>();

  constructor(options: HostPoolOptions) {
    const { connect, inventory } = options;
    this.#options = options;
    this.#connections = new HostConnections({ ...options, onConnected: (host) => this.#begin(host) });
    this.#locks = new HostLocks({
      ...options,
      timeoutMs: connect.lockTimeoutMs,
      isMidRun: (name) => this.#prepare !== undefined && !this.#opening.has(name),
      isInInventory: (name) => inventory.hosts.has(name),
    });
    this.#farewells = new Farewells({
      isTold: (host) => this.#locks.has(host) && this.isUsable(host.name),
      recap: (host) => this.recap(host.name),
    });
  }

  /**
   * Connects to hosts, as many at a time as there are forks, and prepares each as soon as it is connected. An unusable host is reported,
   * and delays no other host; a host that another one waits for is connected immediately.
   */
  async open(names: readonly string[], prepare: (host: HostState) => Promise<void>): Promise<void> {
    const limit = pLimit(this.#options.forks);
    this.#prepare = prepare;
    for (const name of [...names].sort()) {
      const opening = limit(() => this.#open(name));
      this.#opening.set(name, opening);
    }
    await Promise.all(this.#opening.values());
  }

  /** A usable host, locked if the run changes hosts. Rejects with `HostUnusable` and `Interrupted`. */
  async usable(name: string): Promise<HostState> {
    const host = await this.reachable(name);
    await this.#locks.lock(host);
    return host;
  }

  /** A host for queries, which is locked only if it is one of the run's hosts. Rejects with `HostUnusable` and `Interrupted`. */
  async reachable(name: string): Promise<HostState> {
    const lost = this.#lost.get(name);
    if (lost) throw lost;
    const host = await this.#unlessStopped(this.#connections.reach(this.get(name)));
    if (!host) throw new Interrupted();
    return host;
  }

  /** Resolves when it is known whether the host can be used, or the run is stopped. */
  async whenKnown(name: string): Promise<void> {
    const opening = this.#opening.get(name);
    if (opening) await this.#unlessStopped(opening).catch(() => undefined);
  }

  /** Undefined if the run was stopped first. */
  #unlessStopped<T>(work: Promise<T>): Promise<T | undefined> {
    const { asked } = this.#options.stop;
    return asked ? Promise.race([work, asked.then(() => undefined)]) : work;
  }

  /** Waits for the host whose facts a value lacks, and connects to it if it is not in the run. False if the facts are not available. */
  async resolve(unknown: Unknown): Promise<boolean> {
    if (!(unknown instanceof UnknownFact)) return false;
    const host = this.get(unknown.host);
    if (host.isConnected || this.#lost.has(host.name)) return false;
    await this.#unlessStopped(this.#connections.reach(host)).catch((error: unknown) => {
      const unusable = toUnusable(error);
      if (!(unusable instanceof HostUnusable)) throw unusable;
      this.lose(host, unusable);
    });
    return host.isConnected;
  }

  /** Hosts of the run whose preparation failed with an internal error; users of the host get the same error. */
  get broken(): ReadonlyMap<HostState, unknown> {
    return this.#broken;
  }

  isUsable(name: string): boolean {
    return !this.#lost.has(name);
  }

  /** The state of a host, connected or not. */
  get(name: string): HostState {
    const known = this.#states.get(name);
    if (known) return known;
    const host = this.#options.inventory.hosts.get(name) ?? hostOutside(name);
    const { verbosity = 0, sink } = this.#options;
    const state = new HostState({
      name,
      variables: runVariables(host, this.#options, (other) => this.get(other).variables),
      handlers: new DueHandlers(),
      tally: new HostTally(),
      tracer: new Tracer({ host: name, verbosity, sink, hidden: this.#hidden }),
    });
    takeOver(state.variables.dynamic, this.#options.handedOn?.[name]);
    this.#states.set(name, state);
    return state;
  }

  /** The host that a task is delegated to. Rejects with `ModuleFailure` if it does not exist, otherwise as `usable` does. */
  async delegate(name: string): Promise<HostState> {
    const addressOf = (host: string): unknown => {
      const address = this.get(host).variables.inventory.get('ansible_host');
      return address?.kind === 'literal' ? address.value : undefined;
    };
    const isNamed = (host: string) => this.#connections.isNamed(this.get(host));
    return this.usable(await findDelegate(name, this.#options.inventory, { addressOf, isNamed }));
  }

  /** The current activity of each host. */
  *activities(): Iterable<readonly [string, HostActivity]> {
    for (const [name, { activity }] of this.#states) yield [name, activity];
  }

  /** Marks the host as unusable; a host that differs from a reviewed plan can still be queried. */
  lose(host: HostState, error: HostUnusable): void {
    if (this.#lost.has(host.name)) return;
    const isLost = error.problem !== 'drifted';
    if (isLost) this.#lost.set(host.name, error);
    host.tally.setProblem(error.problem);
    this.#options.sink({
      event: 'host.problem',
      host: host.name,
      problem: error.problem,
      message: error.message,
      hint: error.hint,
    });
    if (isLost && host.isConnected) this.#farewells.abandon(host);
  }

  /** Clears failures on the host, including those of its connection. */
  forgive(name: string): void {
    this.get(name).tally.forgive();
    if (this.#lost.delete(name)) this.#connections.forget(name);
  }

  /** The host has nothing left to do in this play. */
  rest(name: string): void {
    const host = this.get(name);
    if (host.isConnected) host.session.rest();
  }

  /** The host has nothing left to do in this run. */
  leave(name: string): void {
    const host = this.get(name);
    if (host.isConnected && this.isUsable(name)) this.#farewells.leave(host);
  }

  recap(name: string): HostRecap {
    const state = this.get(name);
    return state.tally.recap(state.isConnected ? state.session.roundTrips : 0);
  }

  async close(): Promise<void> {
    this.#connections.close();
    const connected = [...this.#states.values()].filter((state) => state.isConnected);
    await this.#farewells.closeAll(connected);
  }

  async #open(name: string): Promise<void> {
    const state = this.get(name);
    if (this.#options.stop.requested) return;
    try {
      await this.#connections.reach(state);
    } catch (error) {
      const unusable = toUnusable(error);
      if (unusable instanceof HostUnusable) this.lose(state, unusable);
      else this.#broken.set(state, error);
    }
  }

  /** Only the run's own hosts are locked and prepared before their use. */
  async #begin(host: HostState): Promise<void> {
    if (this.#prepare && this.#opening.has(host.name)) await Promise.all([this.#locks.lock(host), this.#prepare(host)]);
  }
}

/** A host that is not in the inventory: this machine under its own names; otherwise, by SSH with the variables of the group all. */
const hostOutside = (name: string): InventoryHost =>
  LOCALHOST_NAMES.includes(name) ? implicitLocalhost(name) : { name, groups: [], layers: [], source: undefined };
