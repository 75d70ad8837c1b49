import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

const STDERR_KEPT = 2000;

/** A ProxyCommand's stream. When the command fails, so does the stream, with what it said. */
export function openProxyCommand(command: string): Duplex {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  let said = '';
  // why it does not read any more is told when it has ended
  stdin.on('error', () => undefined);
  stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-STDERR_KEPT)));
  const stream = new Duplex({
    read: () => void stdout.resume(),
    write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, () => done()),
    final: (done) => void stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
      done(error);
    },
  });
  stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  child.on('error', (error) => stream.destroy(error));
  child.on('close', (status, signal) => {
    if (status === 0) stream.push(null);
    else stream.destroy(commandFailed(command, said, status ?? signal));
  });
  return stream;
}

function commandFailed(command: string, said: string, end: number | string | null): Error {
  const reason = said.trim().split('\n').at(-1) ?? '';
  const text = reason === '' ? `it ended with ${String(end)}` : reason;
  return new Error(`the ProxyCommand ${JSON.stringify(command)} failed: ${text}`);
}
