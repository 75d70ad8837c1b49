import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { TransportError } from '../session.ts';
import { gatherWrites } from './gather-writes.ts';
import { openProxyCommand } from './proxy-command.ts';
import type { SshSettings } from './ssh-settings.ts';

/** The codes of temporary failures, such as a host that is starting or a network that recovers. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EPIPE',
]);

/** A temporary failure to reach a host; a retry may succeed. */
export class PassingFailure extends TransportError {}

/** Opens the stream for SSH: a TCP connection, or the pipes of a ProxyCommand. The signal destroys it at any time. */
export function openStream(host: string, settings: SshSettings, signal: AbortSignal): Promise<Duplex> {
  if (signal.aborted) return Promise.reject(dropped());
  if (settings.proxyCommand === undefined) return openSocket(host, settings, signal);
  const stream = openProxyCommand(settings.proxyCommand);
  dropOnAbort(stream, signal);
  return Promise.resolve(stream);
}

function openSocket(host: string, settings: SshSettings, signal: AbortSignal): Promise<Duplex> {
  const { hostName, port, connectTimeoutMs } = settings;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostName, port, noDelay: true, keepAlive: true });
    dropOnAbort(socket, signal);
    const timer = setTimeout(() => socket.destroy(timedOut(connectTimeoutMs)), connectTimeoutMs);
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      reject(describeSocketError(host, `${hostName} port ${String(port)}`, error));
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      gatherWrites(socket);
      resolve(socket);
    });
  });
}

/** Destroys the stream on the signal, with an error that code which waits for the stream receives. */
export function dropOnAbort(stream: Duplex, signal: AbortSignal): void {
  const drop = (): void => void stream.destroy(dropped());
  signal.addEventListener('abort', drop, { once: true });
  // an error that arrives when nothing waits any more must not end the process
  stream.on('error', () => undefined);
  stream.once('close', () => signal.removeEventListener('abort', drop));
}

const dropped = (): Error => new Error('the connection is no longer needed');

function timedOut(ms: number): Error {
  return Object.assign(new Error(`no answer within ${String(ms / 1000)} s`), { code: 'ETIMEDOUT' });
}

export function describeSocketError(host: string, place: string, error: NodeJS.ErrnoException): TransportError {
  const { reason = error.message, hint } = CAUSES[error.code ?? ''] ?? {};
  const options = {
    kind: 'unreachable',
    host,
    message: `${host}: no connection to ${place}: ${reason}`,
    hint,
    cause: error,
  } as const;
  return PASSING.has(error.code ?? '') ? new PassingFailure(options) : new TransportError(options);
}

interface Cause {
  readonly reason?: string;
  readonly hint: string;
}

const CAUSES: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: { reason: 'connection refused', hint: 'is sshd running there, on that port (ansible_port)?' },
  EHOSTUNREACH: {
    reason: 'no route to the host',
    hint: 'is the host up, and is its address right (ansible_host)? A jump host goes into ansible_ssh_common_args: -J HOST',
  },
  ENETUNREACH: {
    reason: 'the network is unreachable',
    hint: 'check the network of this machine, and whether it has IPv6 where the address (ansible_host) does',
  },
  ENOTFOUND: {
    reason: 'the name does not resolve',
    hint: 'check ansible_host, or add the name to DNS or /etc/hosts',
  },
  EAI_AGAIN: {
    reason: 'the name server does not answer',
    hint: 'check the network and /etc/resolv.conf of this machine',
  },
  ECONNRESET: {
    reason: 'the connection was reset',
    hint: 'does sshd listen on that port (ansible_port), and does it have room for one more login (MaxStartups)?',
  },
  ETIMEDOUT: { hint: 'is the host up, and does a firewall let this machine in?' },
};
