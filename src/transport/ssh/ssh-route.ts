import type { Duplex } from 'node:stream';
import { TransportError } from '../session.ts';
import type { ConnectionTarget } from '../session.ts';
import { quote } from '../shell/start-command.ts';
import type { AskPassphrase } from './authentication.ts';
import type { HostKey } from './host-key.ts';
import { dropOnAbort, openStream } from './open-stream.ts';
import { retell } from './retell.ts';
import { parseSshArguments } from './ssh-arguments.ts';
import { openConnection } from './ssh-connection.ts';
import type { SshConnection } from './ssh-connection.ts';
import { resolveSshSettings } from './ssh-settings.ts';
import type { SshEnvironment, SshSettings } from './ssh-settings.ts';

/** Round trips of a connection: TCP, identification, KEXINIT, ECDH, service, and a key that is used at once; see docs/decisions/0001. */
const CONNECT_ROUND_TRIPS = 6;

/** How a connection is established. */
interface Way {
  readonly password: string | undefined;
  /** The settings of the host itself, not of its jump hosts. */
  readonly pinned?: readonly HostKey[] | undefined;
  /** The jump hosts on the way to the host. */
  readonly via: readonly string[];
  /** Aborts what is being opened. */
  readonly signal: AbortSignal;
}

/** The route to one host: direct, through a ProxyCommand, or through jump hosts, whose connections stay open until it is closed. */
export class SshRoute {
  readonly settings: SshSettings;
  roundTrips = 0;
  readonly #target: ConnectionTarget;
  readonly #environment: SshEnvironment;
  readonly #askPassphrase: AskPassphrase | undefined;
  #hops: SshConnection[] = [];

  /** Throws `TransportError` if arguments of ssh are not supported. */
  constructor(target: ConnectionTarget, environment: SshEnvironment, askPassphrase?: AskPassphrase) {
    this.#target = target;
    this.#environment = environment;
    this.#askPassphrase = askPassphrase;
    this.settings = resolveSshSettings(target, environment);
  }

  /** An authenticated connection to the host. */
  connect(signal: AbortSignal): Promise<SshConnection> {
    const { password, pinnedHostKeys } = this.#target;
    return this.#connect(this.settings, { password, pinned: pinnedHostKeys, via: [], signal });
  }

  /** The stream for SSH with the host. */
  openStream(signal: AbortSignal): Promise<Duplex> {
    return this.#openStream(this.settings, { password: undefined, via: [], signal });
  }

  close(): void {
    for (const hop of this.#hops) hop.close();
    this.#hops = [];
  }

  async #connect(settings: SshSettings, way: Way): Promise<SshConnection> {
    const { hostName, port, user } = settings;
    this.#target.onObstacle?.(`connecting to ${hostName} port ${String(port)}`);
    const stream = await this.#openStream(settings, way);
    this.#target.onObstacle?.(`logging in to ${hostName} as ${user}`);
    this.roundTrips += CONNECT_ROUND_TRIPS;
    const { host, acceptNewHostKey, log } = this.#target;
    const { password, pinned } = way;
    const askPassphrase = this.#askPassphrase;
    const hostKeyRules = { acceptNewHostKey, pinned };
    return openConnection({ host, settings, hostKeyRules, stream, password, askPassphrase, log });
  }

  /** Connects through the last jump host, which is reached through the earlier ones. */
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
    const { userKnownHostsFiles, globalKnownHostsFiles, strictHostKeyChecking } = this.settings;
    const keys = /UserKnownHostsFile|StrictHostKeyChecking/i.test(this.#target.sshArguments ?? '')
      ? { userKnownHostsFiles, globalKnownHostsFiles, strictHostKeyChecking }
      : {};
    return { ...settings, ...keys, ...(before.length > 0 ? { proxyJump: before } : {}) };
  }

  #jumpFailure(jump: string, cause: Error): TransportError {
    const { host } = this.#target;
    const message = `${host}: no connection from the jump host ${jump}: ${cause.message}`;
    return new TransportError({ kind: 'unreachable', host, message, cause });
  }
}

function parseJump(text: string): { user: string | undefined; address: string; port: number | undefined } {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?\/?$/.exec(text);
  const [, user, bracketed, plain = text, port] = match ?? [];
  return { user, address: bracketed ?? plain, port: port === undefined ? undefined : Number(port) };
}
