import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, ServerChannel } from 'ssh2';
import { createOpensshTransport } from '../../../src/transport/openssh/openssh-transport.ts';
import { createSshTransport } from '../../../src/transport/ssh/ssh-transport.ts';
import type { ConnectionTarget, HostSession } from '../../../src/transport/session.ts';
import type { SessionOptions } from '../../../src/transport/shell/session-options.ts';
import type { SshEnvironment } from '../../../src/transport/ssh/ssh-settings.ts';

export interface FakeSshd {
  /** What it does with the command of an exec request. */
  readonly onExec?: (channel: ServerChannel, command: string) => void;
  /** Decides on a login; accepts all by default. */
  readonly onLogin?: (login: AuthContext) => void;
  /** Any that is free by default. */
  readonly port?: number;
  /** Always the same by default. */
  readonly hostKey?: string;
  readonly onListening?: (server: RunningSshd) => void;
}

export interface RunningSshd {
  readonly port: number;
  /** Ends its connections, too. */
  readonly close: () => void;
}

/** An SSH server on loopback that plays as it is told, and a way to connect to it, by the library or by ssh(1); all is closed after each test. */
export function useFakeSshd(
  kind: 'ssh' | 'openssh' = 'ssh',
): (
  sshd: FakeSshd,
  target?: Partial<ConnectionTarget>,
  more?: { readonly environment?: Partial<SshEnvironment>; readonly session?: Partial<SessionOptions> },
) => Promise<HostSession> {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));
  return async (sshd, target = {}, { environment = {}, session = {} } = {}) => {
    const { port, close } = await startFakeSshd(sshd);
    closing.push(close);
    sshd.onListening?.({ port, close });
    const options = {
      environment: { home: '/nonexistent', configFiles: [], agentSocket: undefined, ...environment },
      session: { startTimeoutMs: 5000, reconnectMs: 500, ...session },
    };
    const transport = kind === 'ssh' ? createSshTransport(options) : createOpensshTransport(options.session);
    const ofKind =
      kind === 'ssh' ? { password: 'secret', sshArguments: TRUSTING } : { sshArguments: `-F none ${TRUSTING}` };
    const opened = await transport.connect({
      host: 'web1',
      address: '127.0.0.1',
      port,
      user: 'ann',
      ...ofKind,
      acceptNewHostKey: true,
      connectTimeoutMs: 2000,
      connectRetries: 0,
      ...target,
    });
    closing.push(() => void opened.close());
    return opened;
  };
}

const TRUSTING = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';

export const makeHostKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const SAME_KEY = makeHostKey();

export async function startFakeSshd({
  onExec,
  onLogin,
  port: wanted = 0,
  hostKey = SAME_KEY,
}: FakeSshd): Promise<RunningSshd> {
  const clients = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('authentication', (login) => (onLogin ? onLogin(login) : login.accept()));
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        channel.on('error', () => undefined);
        onExec?.(channel, command);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    for (const client of clients) client.end();
    server.close();
  };
  return { port, close };
}

/** The word that stands around the shell's first reply, from the command that starts it. */
export function greetingNonce(command: string): string {
  const script = Buffer.from(/echo ([A-Za-z0-9+/=]+) \|/.exec(command)?.[1] ?? '', 'base64').toString('utf8');
  return /p_hello='([0-9a-f]+)'/.exec(script)?.[1] ?? '';
}
