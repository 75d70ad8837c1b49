import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import type { Duplex } from 'node:stream';
import { TransportError } from '../session.ts';
import { createAuthentication } from './authentication.ts';
import { loadHostKeyCheck } from './host-key-check.ts';
import { describeSocketError, PassingFailure } from './open-stream.ts';
import type { Credentials } from './authentication.ts';
import type { SshSettings } from './ssh-settings.ts';

export interface ConnectionOptions extends Credentials {
  /** The inventory's name, for messages. */
  readonly host: string;
  readonly settings: SshSettings;
  readonly acceptNewHostKey: boolean;
  /** The stream that SSH is spoken on. */
  readonly stream: Duplex;
}

/** One authenticated connection. */
export interface SshConnection {
  readonly client: Client;
  /** Undefined while the connection lives; then why it ended, as far as that is known. */
  readonly ended: Error | undefined;
  close(): void;
}

/** Speaks SSH on a stream until the user is authenticated. Rejects with `TransportError`. */
export async function openConnection(options: ConnectionOptions): Promise<SshConnection> {
  const { settings, host, stream } = options;
  const check = loadHostKeyCheck(host, settings, options.acceptNewHostKey);
  const authentication = createAuthentication(settings, options);
  let refusal: TransportError | undefined;
  const ssh = new NodeSSH();
  const connecting = ssh.connect({
    sock: stream,
    username: settings.user,
    readyTimeout: settings.connectTimeoutMs,
    keepaliveInterval: settings.keepaliveIntervalMs,
    keepaliveCountMax: settings.keepaliveCountMax,
    algorithms: { serverHostKey: [...check.algorithms] },
    authHandler: authentication.handler,
    hostVerifier: (key: Buffer, answer: (trusted: boolean) => void) => {
      check.verify(key).then(
        () => answer(true),
        (error: unknown) => {
          refusal = error as TransportError;
          answer(false);
        },
      );
    },
  });
  const client = ssh.connection;
  if (client === null) throw new Error('node-ssh made no client');
  const state: { ended: Error | undefined } = { ended: undefined };
  client.on('error', (error) => (state.ended ??= error));
  client.on('close', () => (state.ended ??= new Error('the connection was closed')));
  try {
    await connecting;
  } catch (error) {
    stream.destroy();
    throw refusal ?? describeFailure(options, authentication.tried, error as Error & { level?: string });
  }
  return {
    client,
    get ended() {
      return state.ended;
    },
    close: () => {
      client.end();
      client.destroy();
    },
  };
}

function describeFailure(
  { host, settings }: ConnectionOptions,
  tried: readonly string[],
  error: Error & { level?: string; code?: string },
): TransportError {
  const place = `${settings.user}@${settings.hostName} port ${String(settings.port)}`;
  const limit = error.message.includes('Too many authentication failures');
  if (error.level === 'client-authentication' || limit) {
    const ways = tried.length === 0 ? 'there was nothing to try' : `tried ${tried.join(', ')}`;
    return new TransportError({
      kind: 'authentication',
      host,
      message: `${host}: ${place} refused the login: ${limit ? 'too many attempts' : ways}`,
      hint: limit
        ? 'the agent holds too many keys: name one with ansible_ssh_private_key_file and set IdentitiesOnly'
        : 'check ansible_user, ansible_ssh_private_key_file and the agent (ssh-add -l)',
      cause: error,
    });
  }
  if (error.level === 'handshake' || error.level === 'protocol') {
    return new TransportError({
      kind: 'unreachable',
      host,
      message: `${host}: ${place}: ${error.message}`,
      cause: error,
    });
  }
  if (error.level === 'client-timeout' || error.code === 'ETIMEDOUT') {
    const message = `${host}: ${place} did not finish the handshake`;
    return new PassingFailure({ kind: 'unreachable', host, message, cause: error });
  }
  return describeSocketError(host, place, error);
}
