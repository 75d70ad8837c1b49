import { setMaxListeners } from 'node:events';
import { ConnectionBudget } from '../../transport/connection-budget.ts';
import type { HostSession } from '../../transport/session.ts';
import type { EventSink } from '../events.ts';
import type { ConnectOptions } from './connect-host.ts';
import { connectHost, isNamed, toUnusable } from './connect-host.ts';
import type { HostState } from './host-state.ts';

export interface HostConnectionsOptions {
  readonly connect: Omit<ConnectOptions, 'needsBecome'>;
  /** Whether a task of the run becomes another user. */
  readonly becomes: boolean;
  /** Maximum number of concurrent connection attempts. */
  readonly forks: number;
  readonly sink: EventSink;
  readonly onSession: (session: HostSession) => void;
  /** Called with each host before it can be used. */
  readonly onConnected: (host: HostState) => Promise<void>;
}

/** Connects to each host once and shares the connection. */
export class HostConnections {
  readonly #options: HostConnectionsOptions;
  /**
   * The connection of each host, or the reason why there is none. Set when the host is first needed, read by all later users, cleared for
   * a host by `forget`.
   */
  readonly #connecting = new Map<string, Promise<HostState>>();
  /** Aborted by `close`, so that nothing waits for a connection. Read during connection attempts. Never reset. */
  readonly #closing = new AbortController();
  readonly #budget: ConnectionBudget;

  constructor(options: HostConnectionsOptions) {
    this.#options = options;
    // one listener for each connection attempt
    setMaxListeners(0, this.#closing.signal);
    this.#budget = options.connect.budget ?? new ConnectionBudget(options.forks);
  }

  /** The connected host. Rejects with `HostUnusable`, and with errors of its preparation. */
  reach(host: HostState): Promise<HostState> {
    return this.#connecting.get(host.name) ?? this.#connect(host);
  }

  /** Whether the host can be reached without name resolution. Throws `InvalidInput`. */
  isNamed(host: HostState): boolean {
    return isNamed(host.name, host.variables, { ...this.#options.connect, needsBecome: this.#options.becomes });
  }

  /** Drops the connection, so that the host is connected again when it is next needed. */
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
