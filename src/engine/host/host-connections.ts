import { setMaxListeners } from 'node:events';
import { ConnectionBudget } from '../../transport/connection-budget.ts';
import type { HostSession } from '../../transport/session.ts';
import type { EventSink } from '../events.ts';
import type { ConnectOptions } from './connect-host.ts';
import { connectHost, isNamed, toUnusable } from './connect-host.ts';
import type { HostState } from './host-state.ts';

export interface HostConnectionsOptions {
  readonly connect: Omit<ConnectOptions, 'needsBecome'>;
  /** Some task of the run becomes another user. */
  readonly becomes: boolean;
  /** How many hosts may be connected to at once. */
  readonly forks: number;
  readonly sink: EventSink;
  readonly onSession: (session: HostSession) => void;
  /** What is done on a host before anybody gets it. */
  readonly onConnected: (host: HostState) => Promise<void>;
}

/** Connects to each host once, whoever needs it. */
export class HostConnections {
  readonly #options: HostConnectionsOptions;
  /**
   * By host, its connection or why there is none. Set when the host is first needed, read by all who need it later, cleared for
   * a host by `forget`.
   */
  readonly #connecting = new Map<string, Promise<HostState>>();
  /** Aborted by `close`, read while hosts are connected to: nobody waits for a connection any more. Never reset. */
  readonly #closing = new AbortController();
  readonly #budget: ConnectionBudget;

  constructor(options: HostConnectionsOptions) {
    this.#options = options;
    // one listener for each host that is being connected to
    setMaxListeners(0, this.#closing.signal);
    this.#budget = options.connect.budget ?? new ConnectionBudget(options.forks);
  }

  /** The host, connected. Rejects with `HostUnusable`, and with what else has come up in preparing it. */
  reach(host: HostState): Promise<HostState> {
    return this.#connecting.get(host.name) ?? this.#connect(host);
  }

  /** Whether the host's name needs no resolver to be reached. Throws `InvalidInput`. */
  isNamed(host: HostState): boolean {
    return isNamed(host.name, host.variables, { ...this.#options.connect, needsBecome: this.#options.becomes });
  }

  /** The host is connected to anew when it is next needed. */
  forget(name: string): void {
    this.#connecting.delete(name);
  }

  close(): void {
    this.#closing.abort();
  }

  #connect(host: HostState): Promise<HostState> {
    const connecting = this.#connectNow(host).catch((error: unknown) => {
      throw toUnusable(error);
    });
    this.#connecting.set(host.name, connecting);
    return connecting;
  }

  async #connectNow(host: HostState): Promise<HostState> {
    const { connect, becomes, sink, onSession, onConnected } = this.#options;
    const start = performance.now();
    const connecting = connectHost(host.name, host.variables, {
      ...connect,
      needsBecome: becomes,
      budget: this.#budget,
      signal: this.#closing.signal,
      notice: (message) => sink({ event: 'warning', host: host.name, message }),
      ...(host.tracer.wants(3) && { log: (text: string) => host.tracer.tell(3, 'ssh', () => ({ text })) }),
      onObstacle: host.activity.meet,
    });
    const opened = await host.activity.duringCall('connecting', connecting);
    host.setConnected(opened);
    onSession(opened.session);
    for (const [fact, value] of Object.entries(opened.facts)) host.variables.facts.set(fact, value);
    host.variables.facts.set('ansible_facts', withoutPrefix(opened.facts));
    sink({ event: 'host.connected', host: host.name, ms: Math.round(performance.now() - start) });
    await onConnected(host);
    return host;
  }
}

const withoutPrefix = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name.replace(/^ansible_/, ''), value]));
