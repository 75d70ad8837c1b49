import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import { createDrainWait } from '../shell/drain-wait.ts';
import { PassingFailure } from './open-stream.ts';
import { retell } from './retell.ts';
import { SshRoute } from './ssh-route.ts';
import type { ClientChannel } from 'ssh2';
import type { AskPassphrase } from './authentication.ts';
import type { ConnectionTarget } from '../session.ts';
import type { ShellChannel, ShellHost } from '../shell/shell-channel.ts';
import type { SshConnection } from './ssh-connection.ts';
import type { SshEnvironment } from './ssh-settings.ts';

/** Channel and exec; the greeting comes with the latter. */
const SHELL_ROUND_TRIPS = 2;

/** Shells on one SSH server, all on one connection, which is opened when the first shell is opened. */
export class SshShellHost implements ShellHost {
  readonly loginUser: string;
  readonly #target: ConnectionTarget;
  readonly #route: SshRoute;
  #connection: SshConnection | undefined;
  /** Aborts what is being opened. Undefined: nothing is. */
  #opening: AbortController | undefined;
  #shellRoundTrips = 0;
  #retries: number;

  constructor(target: ConnectionTarget, environment: SshEnvironment, askPassphrase?: AskPassphrase) {
    this.#target = target;
    this.#route = new SshRoute(target, environment, askPassphrase);
    this.loginUser = this.#route.settings.user;
    this.#retries = target.connectRetries;
  }

  get roundTrips(): number {
    return this.#route.roundTrips + this.#shellRoundTrips;
  }

  async openShell(command: string): Promise<ShellChannel> {
    const connection = await this.#liveConnection();
    this.#shellRoundTrips += SHELL_ROUND_TRIPS;
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          new TransportError({
            kind: 'unreachable',
            host: this.#target.host,
            message: `${this.#target.host}: the server opened no channel: ${cause.message}`,
            cause,
          }),
        );
      connection.client.once('close', () => fail(connection.ended ?? new Error('the connection was closed')));
      connection.client.exec(command, (error, opened) => (error === undefined ? resolve(opened) : fail(error)));
    });
    return wrapChannel(channel, connection);
  }

  disconnect(): void {
    this.#opening?.abort();
    this.#opening = undefined;
    this.#connection?.close();
    this.#route.close();
    this.#connection = undefined;
  }

  async #liveConnection(): Promise<SshConnection> {
    if (this.#connection?.ended === undefined && this.#connection !== undefined) return this.#connection;
    this.disconnect();
    // a session has a separate limit for reconnection attempts
    const retries = this.#retries;
    this.#retries = 0;
    const opening = new AbortController();
    this.#opening = opening;
    const connection = await this.#connectWithRetries(retries, opening.signal);
    if (opening.signal.aborted) {
      connection.close();
    } else {
      this.#connection = connection;
      this.#opening = undefined;
    }
    return connection;
  }

  async #connectWithRetries(retries: number, signal: AbortSignal): Promise<SshConnection> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#route.connect(signal);
      } catch (error) {
        this.#route.close();
        if (!(error instanceof PassingFailure) || attempt >= retries || signal.aborted) throw this.#retold(error);
        this.#target.onObstacle?.(`connecting again: ${error.message}`);
        await sleep(Math.min(500 * 2 ** attempt, 5000) * (0.75 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  /** With the settings of ssh_config that were ignored. */
  #retold(error: unknown): unknown {
    const [section] = this.#route.settings.ignoredSections;
    if (section === undefined || !(error instanceof TransportError)) return error;
    return retell(error, {
      hint: `the section "${section}" of ssh_config is not applied: Match exec is not supported`,
    });
  }
}

function wrapChannel(channel: ClientChannel, connection: SshConnection): ShellChannel {
  channel.on('error', () => channel.destroy());
  const wait = createDrainWait(channel);
  channel.once('close', wait.giveUp);
  connection.client.once('close', wait.giveUp);
  return {
    write: (data) => void channel.write(data),
    drained: wait.drained,
    end: () => void channel.end(),
    destroy: () => channel.destroy(),
    onStdout: (listener) => void channel.on('data', listener),
    onStderr: (listener) => void channel.stderr.on('data', listener),
    onClose: (listener) => {
      let closed = false;
      const close = () => {
        if (!closed) listener(connection.ended);
        closed = true;
      };
      channel.once('close', close);
      connection.client.once('close', close);
    },
  };
}
