// node serve-hosts.js RECORDING HOSTKEY DELAY_MS : a process that answers like many hosts; it prints its port. A host is identified by the
// address of the connection: 127.A.B.C is the host number A * 65536 + B * 256 + C.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import type { Connection, ServerChannel } from 'ssh2';
import { ANSWERED, boundaryOf, FrameReader, startFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import type { Recording, Reply } from './recording.ts';
import { BOUNDARY, FIRST, nameOf, NONCE } from './recording.ts';

const [, , recordingFile = '', hostKeyFile = '', delay = '0'] = process.argv;
const { hello, replies, files } = JSON.parse(readFileSync(recordingFile, 'utf8')) as Recording;
const observations = replies.filter(({ kind }) => kind === 'o');
const others = new Map(replies.filter(({ kind }) => kind !== 'o').map((reply) => [reply.kind, reply]));

const hosts = new ssh2.Server({ hostKeys: [readFileSync(hostKeyFile)] });
const server = createServer({ noDelay: true }, (socket) => hosts.injectSocket(socket));
hosts.on('connection', (connection: Connection) => serve(connection));
server.listen(0, '0.0.0.0', 8192, () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.once('disconnect', () => process.exit());

function serve(connection: Connection): void {
  const socket = (connection as unknown as { readonly _sock: Socket })._sock;
  const [, a = 0, b = 0, c = 0] = (socket.localAddress ?? '').replace('::ffff:', '').split('.').map(Number);
  const number = a * 65_536 + b * 256 + c;
  connection.on('error', () => undefined);
  connection.on('authentication', (asked) => asked.accept());
  connection.on('session', (accept) => {
    accept().on('exec', (acceptExec, _reject, { command }) => answer(acceptExec(), { command, number }));
  });
}

function answer(
  channel: ServerChannel,
  { command, number }: { readonly command: string; readonly number: number },
): void {
  channel.on('error', () => undefined);
  let asked = 0;
  const send = async (frame: Frame, reply: Reply): Promise<void> => {
    if (delay !== '0') await sleep(Number(delay));
    const boundary = boundaryOf(frame);
    channel.write(
      Buffer.from(asHost(reply.stdout, number).replaceAll(NONCE, frame.nonce).replaceAll(BOUNDARY, boundary), 'latin1'),
    );
    channel.stderr.write(reply.stderr.replaceAll(NONCE, frame.nonce));
  };
  void send(startFrame(command), hello);
  const reader = new FrameReader((frame) => {
    if (frame.kind === 'q') {
      channel.exit(0);
      channel.end();
    }
    if (!ANSWERED.has(frame.kind)) return;
    const reply = frame.kind === 'o' ? observations[asked++] : others.get(frame.kind);
    if (reply === undefined) throw new Error(`nothing was recorded for a frame ${frame.kind}:\n${frame.body}`);
    void send(frame, reply);
  });
  channel.on('data', (chunk: Buffer) => reader.feed(chunk));
  channel.on('end', () => channel.close());
}

/** The recorded host's text with another host's name and number, and the digests of its files. */
function asHost(text: string, number: number): string {
  if (number === FIRST) return text;
  let changed = rename(text, number);
  for (const file of files) changed = changed.replaceAll(digest(file), digest(rename(file, number)));
  return changed;
}

function rename(text: string, number: number): string {
  return text.replaceAll(nameOf(FIRST), nameOf(number)).replaceAll(`:${FIRST}`, `:${number}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
