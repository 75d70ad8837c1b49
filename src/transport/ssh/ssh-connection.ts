import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import type { Duplex } from 'node:stream';
import type { TransportError } from '../session.ts';
import { createAuthentication } from './authentication.ts';
import { loadHostKeyCheck } from './host-key-check.ts';
import { hastenKeyExchange } from '../ssh2/key-exchange.ts';
import { useKeyObjects } from '../ssh2/key-objects.ts';
import type { HostKeyRules } from './host-key-check.ts';
import { describeLoginFailure } from './login-failure.ts';
import type { LoginError } from './login-failure.ts';
import type { Authentication, Credentials } from './authentication.ts';
import { signAtOnce } from '../ssh2/sign-at-once.ts';
import type { SshSettings } from './ssh-settings.ts';

export interface ConnectionOptions extends Credentials {
  /** The inventory's name of the host, for messages. */
  readonly host: string;
  readonly settings: SshSettings;
  readonly hostKeyRules: HostKeyRules;
  /** The stream for SSH. */
  readonly stream: Duplex;
  readonly log?: ((line: string) => void) | undefined;
}

/** One authenticated connection. */
export interface SshConnection {
  readonly client: Client;
  /** Undefined while the connection is open; afterwards the reason why it ended, if known. */
  readonly ended: Error | undefined;
  close(): void;
}

/** Runs the SSH handshake on a stream until the user is authenticated. Rejects with `TransportError`. */
export async function openConnection(options: ConnectionOptions): Promise<SshConnection> {
  const { settings, host, stream } = options;
  useKeyObjects();
  const check = loadHostKeyCheck(host, settings, options.hostKeyRules);
  const authentication = createAuthentication(settings, options);
  let refusal: TransportError | undefined;
  const ssh = new NodeSSH();
  let log = options.log;
  log?.(`logging in as ${settings.user} on ${settings.hostName} port ${settings.port}`);
  const connecting = ssh.connect({
    sock: stream,
    username: settings.user,
    readyTimeout: settings.connectTimeoutMs,
    keepaliveInterval: settings.keepaliveIntervalMs,
    keepaliveCountMax: settings.keepaliveCountMax,
    algorithms: { serverHostKey: [...check.algorithms] },
    authHandler: authentication.handler,
    ...(log && { debug: (line: string) => log?.(line) }),
    hostVerifier: (key: Buffer, answer: (trusted: boolean) => void) => {
      if (ssh.connection !== null) hastenKeyExchange(ssh.connection);
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
  signAtOnce(client);
  const state: { ended: Error | undefined } = { ended: undefined };
  client.on('error', (error) => (state.ended ??= error));
  client.on('close', () => (state.ended ??= new Error('the connection was closed')));
  try {
    await connecting;
  } catch (error) {
    stream.destroy();
    throw refusal ?? describeLoginFailure({ ...options, ...summary(authentication) }, error as LoginError);
  }
  log?.(`logged in with ${authentication.tried.at(-1) ?? 'nothing'}`);
  // otherwise it would be called for each packet from here on
  log = undefined;
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

const summary = ({ tried, problems, needsOpenssh }: Authentication): Omit<Authentication, 'handler'> => ({
  tried,
  problems,
  needsOpenssh,
});
