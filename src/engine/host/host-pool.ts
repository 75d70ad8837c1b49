import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { Templated } from '../../expression/compiled.ts';
import { hostVariables } from '../../inventory/host-variables.ts';
import { implicitLocalhost, LOCALHOST_NAMES } from '../../inventory/implicit-localhost.ts';
import type { InventoryHost } from '../../inventory/types.ts';
import { Unknown } from '../../values/unknown.ts';
import { ConnectionBudget } from '../../transport/connection-budget.ts';
import type { HostSession, LockHolder, LockOptions } from '../../transport/session.ts';
import { TransportError } from '../../transport/session.ts';
import { lockPatience } from '../lock/lock-patience.ts';
import type { ConnectOptions } from './connect-host.ts';
import { connectHost, toUnusable } from './connect-host.ts';
import { DueHandlers } from '../handlers/due-handlers.ts';
import type { EventSink, HostRecap, RunMode } from '../events.ts';
import type { HostActivity } from './host-activity.ts';
import { findDelegate } from '../variables/find-delegate.ts';
import type { ExtendedInventory } from '../variables/extend-inventory.ts';
import { HostState } from './host-state.ts';
import type { RunVariables } from './host-state.ts';
import type { PeerView } from '../variables/peer-variables.ts';
import { DatedVariables } from '../variables/dated-variables.ts';
import { HostTally } from './host-tally.ts';
import { renderLastRun } from '../last-run.ts';
import type { PlayHosts } from '../variables/play-hosts.ts';
import { magicVariables } from '../variables/magic-variables.ts';
import type { StopSignal } from '../run-context.ts';
import { HostUnusable, Interrupted } from '../errors.ts';

export interface HostPoolOptions {
  readonly inventory: ExtendedInventory;
  readonly extraVars: ReadonlyMap<string, Templated>;
  readonly mode: RunMode;
  readonly runId: string;
  readonly playbookDirectory: string;
  readonly playHosts: () => PlayHosts;
  /** How one host sees another's variables; undefined: as they are. */
  readonly peerView?: ((peer: string, reader: string) => PeerView | undefined) | undefined;
  readonly connect: Omit<ConnectOptions, 'needsBecome'>;
  readonly holder: LockHolder;
  readonly sink: EventSink;
  readonly onSession: (session: HostSession) => void;
  readonly forks: number;
  readonly becomes: boolean;
  /** Once it is requested, nobody waits for a connection any more. */
  readonly stop: StopSignal;
}

/** The hosts of a run: connected (and locked, where the run changes hosts) once, whoever needs them. */
export class HostPool {
  readonly #options: HostPoolOptions;
  readonly #states = new Map<string, HostState>();
  readonly #connecting = new Map<string, Promise<HostState>>();
  /** Of each host that is opened: ends when it is known whether it can be used. */
  readonly #opening = new Map<string, Promise<void>>();
  #prepare: ((host: HostState) => Promise<void>) | undefined;
  readonly #lost = new Map<string, HostUnusable>();
  readonly #broken = new Map<HostState, unknown>();
  /** Given when the pool closes: nobody waits for a connection any more. */
  readonly #closing = new AbortController();
  readonly #budget: ConnectionBudget;
  /** Hosts that are being left, or have been: the run ends when these have ended. */
  readonly #departing = new Map<string, Promise<void>>();

  constructor(options: HostPoolOptions) {
    this.#options = options;
    // one listener for each host that is being connected to
    setMaxListeners(0, this.#closing.signal);
    this.#budget = options.connect.budget ?? new ConnectionBudget(options.forks);
  }

  /**
   * Connects to as many at once as there are forks, and prepares each as soon as it is there. A host that can't be used is told of, and
   * holds up none; one that another waits for before its turn is connected to at once.
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

  /** A host that can be used, locked where the run changes hosts. Rejects with `HostUnusable` and `Interrupted`. */
  async usable(name: string): Promise<HostState> {
    const host = await this.reachable(name);
    await this.#lock(host);
    return host;
  }

  /** A host that can be asked; one that the run is not for is not locked. Rejects with `HostUnusable` and `Interrupted`. */
  async reachable(name: string): Promise<HostState> {
    const lost = this.#lost.get(name);
    if (lost) throw lost;
    const host = await this.#unlessStopped(this.#connecting.get(name) ?? this.#connect(name));
    if (!host) throw new Interrupted();
    return host;
  }

  /** Resolves when it is known whether the host can be used, or the run is stopped. */
  async whenKnown(name: string): Promise<void> {
    const opening = this.#opening.get(name);
    if (opening) await this.#unlessStopped(opening).catch(() => undefined);
  }

  /** Undefined: the run was stopped first. */
  #unlessStopped<T>(work: Promise<T>): Promise<T | undefined> {
    const { asked } = this.#options.stop;
    return asked ? Promise.race([work, asked.then(() => undefined)]) : work;
  }

  /** Waits for the host whose facts a value lacks, connecting to one that is not in the run. False: they can't be had. */
  async resolve(unknown: Unknown): Promise<boolean> {
    if (!(unknown instanceof UnknownFact)) return false;
    const host = this.get(unknown.host);
    if (host.isConnected || this.#lost.has(host.name)) return false;
    const connecting = this.#connecting.get(host.name) ?? this.#connect(host.name);
    await this.#unlessStopped(connecting).catch((error: unknown) => {
      const unusable = toUnusable(error);
      if (!(unusable instanceof HostUnusable)) throw unusable;
      this.lose(host, unusable);
    });
    return host.isConnected;
  }

  /** Hosts of the run that could not be prepared for another reason than their own: who uses them is told the same. */
  get broken(): ReadonlyMap<HostState, unknown> {
    return this.#broken;
  }

  isUsable(name: string): boolean {
    return !this.#lost.has(name);
  }

  /** What is known of a host, connected or not. */
  get(name: string): HostState {
    const known = this.#states.get(name);
    if (known) return known;
    const { inventory } = this.#options;
    const host = inventory.hosts.get(name) ?? hostOutside(name);
    const state = new HostState({
      name,
      variables: this.#variablesOf(host),
      handlers: new DueHandlers(),
      tally: new HostTally(),
    });
    this.#states.set(name, state);
    return state;
  }

  /** The host that a task is delegated to. Rejects with `ModuleFailure` where there is none, and as `usable` does. */
  async delegate(name: string): Promise<HostState> {
    const addressOf = (host: string): unknown => {
      const address = this.get(host).variables.inventory.get('ansible_host');
      return address?.kind === 'literal' ? address.value : undefined;
    };
    return this.usable(await findDelegate(name, this.#options.inventory, addressOf));
  }

  /** What each host is busy with. */
  *activities(): Iterable<readonly [string, HostActivity]> {
    for (const [name, { activity }] of this.#states) yield [name, activity];
  }

  /** From here on the host is not used any more. */
  lose(host: HostState, error: HostUnusable): void {
    if (this.#lost.has(host.name)) return;
    this.#lost.set(host.name, error);
    host.tally.setProblem(error.problem);
    this.#options.sink({
      event: 'host.problem',
      host: host.name,
      problem: error.problem,
      message: error.message,
      hint: error.hint,
    });
    if (host.isConnected) this.#depart(host.name, host.session.close());
  }

  /** What has failed on the host, or in connecting to it, does not count any more. */
  forgive(name: string): void {
    this.get(name).tally.forgive();
    if (this.#lost.delete(name)) this.#connecting.delete(name);
  }

  /** Nothing is left to do on the host in this play. */
  rest(name: string): void {
    const host = this.get(name);
    if (host.isConnected) host.session.rest();
  }

  /** Nothing is left to do on the host in this run. */
  leave(name: string): void {
    const host = this.get(name);
    if (host.isConnected && this.isUsable(name)) this.#depart(name, host.session.leave(this.#farewell(host)));
  }

  recap(name: string): HostRecap {
    const state = this.get(name);
    return state.tally.recap(state.isConnected ? state.session.roundTrips : 0);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#departing.values());
    const connected = [...this.#states.values()].filter((state) => state.isConnected);
    await Promise.all(connected.map((host) => this.#close(host)));
  }

  async #close(host: HostState): Promise<void> {
    const farewell = this.#departing.has(host.name) ? undefined : this.#farewell(host);
    await host.session.close(farewell);
  }

  /** What monitoring is told, where the run was for the host. It must never make a run fail. */
  #farewell(host: HostState): string | undefined {
    const isTold = this.#locks.has(host) && this.isUsable(host.name);
    return isTold ? renderLastRun(host.stateDirectory, this.recap(host.name)) : undefined;
  }

  /** A host that is lost meanwhile is left all the same. */
  #depart(name: string, leaving: Promise<void>): void {
    const departing = leaving.catch((error: unknown) => {
      if (!(error instanceof TransportError)) throw error;
    });
    // awaited when the pool closes
    departing.catch(() => undefined);
    this.#departing.set(name, departing);
  }

  async #open(name: string): Promise<void> {
    const state = this.get(name);
    if (this.#options.stop.requested) return;
    try {
      await (this.#connecting.get(name) ?? this.#connect(name));
    } catch (error) {
      const unusable = toUnusable(error);
      if (unusable instanceof HostUnusable) this.lose(state, unusable);
      else this.#broken.set(state, error);
    }
  }

  #connect(name: string): Promise<HostState> {
    const connecting = this.#connectNow(name).catch((error: unknown) => {
      throw toUnusable(error);
    });
    this.#connecting.set(name, connecting);
    return connecting;
  }

  async #connectNow(name: string): Promise<HostState> {
    const { connect, becomes, sink, onSession } = this.#options;
    const state = this.get(name);
    const start = performance.now();
    const connecting = connectHost(name, state.variables, {
      ...connect,
      needsBecome: becomes,
      budget: this.#budget,
      signal: this.#closing.signal,
    });
    const opened = await state.activity.during('connecting', connecting);
    state.setConnected(opened);
    onSession(opened.session);
    for (const [fact, value] of Object.entries(opened.facts)) state.variables.facts.set(fact, value);
    state.variables.facts.set('ansible_facts', withoutPrefix(opened.facts));
    sink({ event: 'host.connected', host: name, ms: Math.round(performance.now() - start) });
    if (this.#prepare && this.#opening.has(name)) await Promise.all([this.#lock(state), this.#prepare(state)]);
    return state;
  }

  readonly #locks = new Map<HostState, Promise<void>>();

  async #lock(host: HostState): Promise<void> {
    if (this.#options.mode !== 'apply') return;
    const locking =
      this.#locks.get(host) ??
      host.activity.during('waiting for its lock', host.session.lock(this.#options.holder, this.#lockOptions(host)));
    this.#locks.set(host, locking);
    try {
      await locking;
    } catch (error) {
      throw toUnusable(error);
    }
  }

  /** A machine that the run only delegates to, this one, is shared with other runs that do so. */
  #lockOptions({ name }: HostState): LockOptions {
    const { sink, stop, connect, inventory } = this.#options;
    const isMidRun = this.#prepare !== undefined && !this.#opening.has(name);
    return {
      shared: isMidRun && !inventory.hosts.has(name),
      patience: lockPatience({ host: name, timeoutMs: connect.lockTimeoutMs, isMidRun, stop, sink }),
    };
  }

  #viewOf({ name, variables }: HostState, reader: string): PeerView {
    return this.#options.peerView?.(name, reader) ?? { variables, late: () => undefined };
  }

  #variablesOf(host: InventoryHost): RunVariables {
    const { inventory, extraVars, mode, playbookDirectory, playHosts, runId } = this.#options;
    const known = (): InventoryHost => inventory.hosts.get(host.name) ?? host;
    const magic = magicVariables({
      inventory,
      host: known,
      checkMode: mode === 'check',
      viewOf: (name) => (inventory.hosts.has(name) ? this.#viewOf(this.get(name), host.name) : undefined),
      playHosts,
      playbookDirectory,
      runId,
    });
    return {
      inventory: templatedView(() => hostVariables(inventory.current, known())),
      extra: extraVars,
      magic,
      facts: new FactsOf(host.name),
      dynamic: new DatedVariables(),
      included: new Map(),
    };
  }
}

/** A host that no inventory names: this machine by its own names, else one that is reached by SSH as what is said of all says. */
const hostOutside = (name: string): InventoryHost =>
  LOCALHOST_NAMES.includes(name) ? implicitLocalhost(name) : { name, groups: [], layers: [], source: undefined };

/** A fact of a host that has not been connected to (yet). */
class UnknownFact extends Unknown {
  readonly host: string;

  constructor(host: string) {
    super(`facts of ${host}, which is not connected`);
    this.host = host;
  }
}

/** Facts are not known before the host has been connected to: reading one is no mistake. */
class FactsOf extends Map<string, unknown> {
  readonly #host: string;

  constructor(host: string) {
    super();
    this.#host = host;
  }

  override has(name: string): boolean {
    return super.has(name) || (this.size === 0 && isFactName(name));
  }

  override get(name: string): unknown {
    return super.has(name) ? super.get(name) : this.has(name) ? new UnknownFact(this.#host) : undefined;
  }
}

const NOT_FACTS =
  /^ansible_(host|port|user|password|connection|become|ssh|play|check|python|limit|run|loop|failed|private)/;
const isFactName = (name: string): boolean => name.startsWith('ansible_') && !NOT_FACTS.test(name);

const withoutPrefix = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name.replace(/^ansible_/, ''), value]));

/** The values alone, as they are when they are read. */
function templatedView(
  values: () => ReadonlyMap<string, { readonly value: Templated }>,
): ReadonlyMap<string, Templated> {
  const view = {
    has: (name: string) => values().has(name),
    get: (name: string) => values().get(name)?.value,
    keys: () => values().keys(),
    get size() {
      return values().size;
    },
  };
  return view as unknown as ReadonlyMap<string, Templated>;
}
