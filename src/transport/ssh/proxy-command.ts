import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

const STDERR_KEPT = 2000;

/**
 * A ProxyCommand's stream; if the command ends before the stream does, its output is the stream's error. It has a separate session,
 * since the terminal's Ctrl-C, which would end the connection, is for the runner only.
 */
export function openProxyCommand(command: string): Duplex {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-STDERR_KEPT)));
  child.on('error', (error) => stream.destroy(error));
  child.on('exit', (status, signal) => {
    if (status !== 0) stream.destroy(commandFailed(command, said, status ?? signal));
  });
  stream.once('close', () => child.kill());
  return stream;
}

function commandFailed(command: string, said: string, end: number | string | null): Error {
  const reason = said.trim().split('\n').at(-1) ?? '';
  const text = reason === '' ? `it ended with ${String(end)}` : reason;
  return new Error(`the ProxyCommand ${JSON.stringify(command)} failed: ${text}`);
}
