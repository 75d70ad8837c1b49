import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { TransportError } from '../session.ts';
import { gatherWrites } from './gather-writes.ts';
import type { SshSettings } from './ssh-settings.ts';

/** The codes of failures that may pass when the host comes up or the network recovers. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EPIPE',
]);

/** A failure to reach a host that trying again may overcome. */
export class PassingFailure extends TransportError {}

/** Opens the stream that SSH is spoken on: a TCP connection, or what the ProxyCommand gives. */
export function openStream(host: string, settings: SshSettings): Promise<Duplex> {
  return settings.proxyCommand === undefined
    ? openSocket(host, settings)
    : Promise.resolve(openCommand(settings.proxyCommand));
}

function openSocket(host: string, settings: SshSettings): Promise<Duplex> {
  const { hostName, port, connectTimeoutMs } = settings;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostName, port, noDelay: true, keepAlive: true });
    const timer = setTimeout(() => socket.destroy(timedOut(connectTimeoutMs)), connectTimeoutMs);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(describeSocketError(host, `${hostName} port ${String(port)}`, error));
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      gatherWrites(socket);
      resolve(socket);
    });
  });
}

function openCommand(command: string): Duplex {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.once('close', () => child.kill());
  return stream;
}

function timedOut(ms: number): Error {
  return Object.assign(new Error(`no answer within ${String(ms / 1000)} s`), { code: 'ETIMEDOUT' });
}

export function describeSocketError(host: string, place: string, error: NodeJS.ErrnoException): TransportError {
  const reason = REASONS[error.code ?? ''] ?? error.message;
  const options = {
    kind: 'unreachable',
    host,
    message: `${host}: no connection to ${place}: ${reason}`,
    hint: HINTS[error.code ?? ''],
    cause: error,
  } as const;
  return PASSING.has(error.code ?? '') ? new PassingFailure(options) : new TransportError(options);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name server does not answer',
  ECONNRESET: 'the connection was reset',
};

const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'is sshd running there, on that port (ansible_port)?',
  ETIMEDOUT: 'is the host up, and does a firewall let this machine in?',
  ENOTFOUND: 'check ansible_host, or add the name to DNS or /etc/hosts',
};
