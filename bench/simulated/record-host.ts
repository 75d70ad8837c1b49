import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { Client, ClientChannel, ServerChannel } from 'ssh2';
import type { Host, Login } from '../on-hosts.ts';
import type { Frame } from './frames.ts';
import { ANSWERED, boundaryOf, FrameReader, startFrame } from './frames.ts';
import type { Reply } from './recording.ts';
import { BOUNDARY, NONCE } from './recording.ts';

/** A server that forwards one session at a time to a real host, and records the host's replies. */
export interface Recorder {
  readonly port: number;
  /** The replies of the last session, starting with its greeting. */
  readonly replies: readonly Reply[];
  close(): void;
}

export async function recordHost(host: Host, login: Login, hostKey: string): Promise<Recorder> {
  const client = await connect(host, login);
  const replies: Reply[] = [];
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (asked) => asked.accept());
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        replies.length = 0;
        const near = acceptExec();
        client.exec(command, (error, far) => {
          if (error) throw error;
          note(near, far, { command, replies });
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    replies,
    close: () => {
      server.close();
      client.end();
    },
  };
}

function connect({ address }: Host, { user, privateKeyFile }: Login): Promise<Client> {
  const client = new ssh2.Client();
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('ready', () => resolve(client));
    client.connect({ host: address, username: user, privateKey: readFileSync(privateKeyFile) });
  });
}

interface Notes {
  readonly command: string;
  readonly replies: Reply[];
}

function note(near: ServerChannel, far: ClientChannel, { command, replies }: Notes): void {
  let waiting: Frame = startFrame(command);
  let stdout = '';
  let stderr = '';
  const reader = new FrameReader((frame) => {
    if (ANSWERED.has(frame.kind)) waiting = frame;
  });
  const keep = (): void => {
    const { kind, nonce } = waiting;
    const boundary = boundaryOf(waiting);
    if (!stdout.includes(`\n${nonce}> `) || !stderr.endsWith(`${nonce}>\n`)) return;
    const clean = (text: string): string => text.replaceAll(nonce, NONCE).replaceAll(boundary, BOUNDARY);
    replies.push({ kind, stdout: clean(stdout), stderr: clean(stderr) });
    stdout = '';
    stderr = '';
  };
  near.on('data', (chunk: Buffer) => {
    reader.feed(chunk);
    far.write(chunk);
  });
  near.on('end', () => far.end());
  far.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('latin1');
    near.write(chunk);
    keep();
  });
  far.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('latin1');
    near.stderr.write(chunk);
    keep();
  });
  far.on('close', () => near.close());
}
