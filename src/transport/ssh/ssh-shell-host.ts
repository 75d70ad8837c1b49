import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import { quote } from '../shell/start-command.ts';
import { createDrainWait } from '../shell/drain-wait.ts';
import { dropOnAbort, openStream, PassingFailure } from './open-stream.ts';
import { retell } from './retell.ts';
import { openConnection } from './ssh-connection.ts';
import { parseSshArguments } from './ssh-arguments.ts';
import { resolveSshSettings } from './ssh-settings.ts';
import type { ClientChannel } from 'ssh2';
import type { Duplex } from 'node:stream';
import type { AskPassphrase } from './authentication.ts';
import type { ConnectionTarget } from '../session.ts';
import type { ShellChannel, ShellHost } from '../shell/shell-channel.ts';
import type { SshConnection } from './ssh-connection.ts';
import type { SshEnvironment, SshSettings } from './ssh-settings.ts';

/** TCP, identification, KEXINIT, ECDH, service, and a key that is first asked about, then used; see docs/decisions/0001. */
const CONNECT_ROUND_TRIPS = 7;
/** Channel and exec; the greeting comes with the latter. */
const SHELL_ROUND_TRIPS = 2;

/** Shells on one SSH server, all on one connection, which is opened when a shell is wanted and there is none. */
export class SshShellHost implements ShellHost {
  readonly loginUser: string;
  roundTrips = 0;
  readonly #target: ConnectionTarget;
  readonly #environment: SshEnvironment;
  readonly #askPassphrase: AskPassphrase | undefined;
  readonly #settings: SshSettings;
  #connection: SshConnection | undefined;
  /** Drops what is being opened. */
  #opening = new AbortController();
  #hops: SshConnection[] = [];
  #retries: number;

  constructor(target: ConnectionTarget, environment: SshEnvironment, askPassphrase?: AskPassphrase) {
    this.#target = target;
    this.#environment = environment;
    this.#askPassphrase = askPassphrase;
    this.#settings = resolveSshSettings(target, environment);
    this.loginUser = this.#settings.user;
    this.#retries = target.connectRetries;
  }

  async openShell(command: string): Promise<ShellChannel> {
    const connection = await this.#liveConnection();
    this.roundTrips += SHELL_ROUND_TRIPS;
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
    this.#opening.abort();
    this.#opening = new AbortController();
    this.#connection?.close();
    for (const hop of this.#hops) hop.close();
    this.#connection = undefined;
    this.#hops = [];
  }

  async #liveConnection(): Promise<SshConnection> {
    if (this.#connection?.ended === undefined && this.#connection !== undefined) return this.#connection;
    this.disconnect();
    // A session has its own patience for a connection that was lost.
    const retries = this.#retries;
    this.#retries = 0;
    const { signal } = this.#opening;
    const connection = await this.#connectWithRetries(retries, signal);
    if (signal.aborted) connection.close();
    else this.#connection = connection;
    return connection;
  }

  async #connectWithRetries(retries: number, signal: AbortSignal): Promise<SshConnection> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#connect(this.#settings, { password: this.#target.password, via: [], signal });
      } catch (error) {
        for (const hop of this.#hops) hop.close();
        this.#hops = [];
        if (!(error instanceof PassingFailure) || attempt >= retries || signal.aborted) throw this.#retold(error);
        this.#target.onObstacle?.(`connecting again: ${error.message}`);
        await sleep(Math.min(500 * 2 ** attempt, 5000) * (0.75 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  /** With what of ssh_config had no say. */
  #retold(error: unknown): unknown {
    const [section] = this.#settings.ignoredSections;
    if (section === undefined || !(error instanceof TransportError)) return error;
    return retell(error, {
      hint: `the section "${section}" of ssh_config is not applied: Match exec is not supported`,
    });
  }

  async #connect(settings: SshSettings, way: Way): Promise<SshConnection> {
    const { hostName, port, user } = settings;
    this.#target.onObstacle?.(`connecting to ${hostName} port ${String(port)}`);
    const stream = await this.#openStream(settings, way);
    this.#target.onObstacle?.(`logging in to ${hostName} as ${user}`);
    this.roundTrips += CONNECT_ROUND_TRIPS;
    const { host, acceptNewHostKey, log } = this.#target;
    const { password } = way;
    const askPassphrase = this.#askPassphrase;
    return openConnection({ host, settings, acceptNewHostKey, stream, password, askPassphrase, log });
  }

  /** Through the last jump host, which is itself reached through those before it. */
  async #openStream(settings: SshSettings, { via, signal }: Way): Promise<Duplex> {
    const jump = settings.proxyJump.at(-1);
    if (jump === undefined) return openStream(this.#target.host, settings, signal);
    if (via.includes(jump)) throw this.#jumpFailure(jump, new Error('it jumps through itself'));
    const jumpSettings = this.#jumpSettings(jump, settings.proxyJump.slice(0, -1));
    const hop = await this.#hop(jump, jumpSettings, { password: undefined, via: [...via, jump], signal });
    this.#hops.push(hop);
    this.roundTrips++;
    return new Promise((resolve, reject) => {
      hop.client.once('close', () =>
        reject(this.#jumpFailure(jump, hop.ended ?? new Error('the connection was closed'))),
      );
      hop.client.forwardOut('127.0.0.1', 0, settings.hostName, settings.port, (error, channel) => {
        if (error === undefined) {
          dropOnAbort(channel, signal);
          resolve(channel);
        } else reject(this.#jumpFailure(jump, error));
      });
    });
  }

  async #hop(jump: string, settings: SshSettings, way: Way): Promise<SshConnection> {
    try {
      return await this.#connect(settings, way);
    } catch (error) {
      if (!(error instanceof TransportError) || way.via.length > 1) throw error;
      throw retell(error, { prefix: `${this.#target.host}: the jump host ${jump} can't be used` });
    }
  }

  #jumpSettings(jump: string, before: readonly string[]): SshSettings {
    const { user, address, port } = parseJump(jump);
    const { host, connectTimeoutMs } = this.#target;
    const configFile = parseSshArguments(this.#target.sshArguments ?? '').configFile;
    const sshArguments = configFile === undefined ? undefined : `-F ${quote(configFile)}`;
    const settings = resolveSshSettings(
      { host, address, user, port, connectTimeoutMs, sshArguments },
      this.#environment,
    );
    const { userKnownHostsFiles, globalKnownHostsFiles, strictHostKeyChecking } = this.#settings;
    const keys = /UserKnownHostsFile|StrictHostKeyChecking/i.test(this.#target.sshArguments ?? '')
      ? { userKnownHostsFiles, globalKnownHostsFiles, strictHostKeyChecking }
      : {};
    return { ...settings, ...keys, ...(before.length > 0 ? { proxyJump: before } : {}) };
  }

  #jumpFailure(jump: string, cause: Error): TransportError {
    const { host } = this.#target;
    const message = `${host}: no way on from the jump host ${jump}: ${cause.message}`;
    return new TransportError({ kind: 'unreachable', host, message, cause });
  }
}

/** How a connection is come to. */
interface Way {
  readonly password: string | undefined;
  /** The jump hosts before it. */
  readonly via: readonly string[];
  /** Drops what is being opened. */
  readonly signal: AbortSignal;
}

function parseJump(text: string): { user: string | undefined; address: string; port: number | undefined } {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?\/?$/.exec(text);
  const [, user, bracketed, plain = text, port] = match ?? [];
  return { user, address: bracketed ?? plain, port: port === undefined ? undefined : Number(port) };
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
