import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Writable } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import { greetingNonce, makeHostKey, startFakeSshd, useFakeSshd } from './support/fake-sshd.ts';
import type { RunningSshd } from './support/fake-sshd.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');

/** Sends for ever, as fast as it is taken. */
function flood(stream: Writable): void {
  const timer = setInterval(() => {
    if (stream.writable && stream.writableLength < 8 * MEGABYTE.length) stream.write(MEGABYTE);
  }, 2);
  stream.on('close', () => clearInterval(timer));
  floods.push(timer);
}

const floods: NodeJS.Timeout[] = [];
afterEach(() => floods.splice(0).forEach((timer) => clearInterval(timer)));

const greet = (channel: ServerChannel, command: string): void => {
  const nonce = greetingNonce(command);
  channel.stderr.write(`${nonce}<\n${nonce}>\n`);
  channel.write(`${nonce}<\n1 1 1 boot\nfacts\n${nonce}> 0\n`);
};

/** Greets, then answers each frame with what is given for its nonce. */
const answering =
  (answer: (channel: ServerChannel, nonce: string) => void) =>
  (channel: ServerChannel, command: string): void => {
    greet(channel, command);
    channel.on('data', (data: Buffer) => {
      const nonce = /^\w ([0-9a-f]{32}) /.exec(data.toString('latin1'))?.[1];
      if (nonce !== undefined) answer(channel, nonce);
    });
  };

const memoryOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.memoryUsage().rss;
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  await work().finally(() => clearInterval(timer));
  return Math.max(0, most - before);
};

describe.each(['ssh', 'openssh'] as const)('by %s,', (kind) => {
  const connect = useFakeSshd(kind);

  describe('a host that never stops sending', () => {
    test.each([
      ['before its greeting', () => undefined],
      ['in its greeting', (channel: ServerChannel, command: string) => channel.write(`${greetingNonce(command)}<\n`)],
      ['on stderr', (channel: ServerChannel) => flood(channel.stderr)],
    ])(
      '%s fails alone, in bounded memory',
      async (_, begin: (channel: ServerChannel, command: string) => unknown) => {
        const used = await memoryOf(async () => {
          const opening = connect({
            onExec: (channel, command) => {
              begin(channel, command);
              flood(channel);
            },
          });
          // on a busy machine, the start has to be over before too much has come
          const kind = expect.stringMatching(/^(too-much|protocol)$/) as unknown;
          await expect(opening).rejects.toMatchObject({ kind, host: 'web1' });
        });
        // the server is in this process, and keeps what it sends, too
        expect(used).toBeLessThan(250_000_000);
      },
      30_000,
    );

    test('in an answer fails alone', async () => {
      const session = await connect({
        onExec: answering((channel, nonce) => {
          channel.write(`${nonce}<\n`);
          flood(channel);
        }),
      });
      await expect(session.observe('true')).rejects.toMatchObject({ kind: 'too-much', host: 'web1' });
    }, 30_000);
  });

  describe('a host that does not keep to the protocol', () => {
    test.each([
      ['a status that is no number', (nonce: string) => `${nonce}<\nx${nonce}> abc\n`],
      ['a negative length', (nonce: string) => `${nonce}<\nx${nonce}> 0 -5\n`],
      ['an end without an end', (nonce: string) => `${nonce}<\nx${nonce}> ${'0'.repeat(1000)}`],
    ])('with %s is told of as such', async (_, reply) => {
      const session = await connect({
        onExec: answering((channel, nonce) => {
          channel.stderr.write(`${nonce}<\n${nonce}>\n`);
          channel.write(reply(nonce));
        }),
      });
      await expect(session.observe('true')).rejects.toMatchObject({
        kind: 'protocol',
        message: expect.stringContaining('web1: the host does not keep to the protocol') as unknown,
      });
    });

    test.each([
      ['closes the channel at once', (channel: ServerChannel) => channel.close()],
      [
        'ends with a status',
        (channel: ServerChannel) => {
          channel.exit(1);
          channel.close();
        },
      ],
      ['says something else', (channel: ServerChannel) => channel.end('This account is currently not available.\n')],
    ])('and %s is refused with a sentence', async (_, play) => {
      await expect(connect({ onExec: play })).rejects.toMatchObject({
        name: 'TransportError',
        host: 'web1',
        message: expect.stringContaining('web1: ') as unknown,
      });
    });

    test('and never greets is given up', async () => {
      const opening = connect({ onExec: () => undefined }, {}, { session: { startTimeoutMs: 300 } });
      await expect(opening).rejects.toMatchObject({
        message: expect.stringContaining('did not start within 0.3 s') as unknown,
      });
    });
  });

  test('a host whose key changes in mid-run is refused', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hostile-'));
    const sshArguments = `${kind === 'ssh' ? '' : '-F none '}-o UserKnownHostsFile=${join(directory, 'known')} -o StrictHostKeyChecking=accept-new`;
    const onExec = answering((channel, nonce) => {
      channel.stderr.write(`${nonce}<\n${nonce}>\n`);
      channel.write(`${nonce}<\nbody${nonce}> 0\n`);
    });
    let first: RunningSshd | undefined;
    const session = await connect({ onExec, onListening: (server) => (first = server) }, { sshArguments });
    expect((await session.observe('true')).stdout.toString()).toBe('body');
    first?.close();
    const second = await startFakeSshd({ onExec, port: first?.port ?? 0, hostKey: makeHostKey() });
    await expect(session.observe('true')).rejects.toMatchObject({
      kind: 'host-key',
      message: expect.stringContaining('the host key has changed') as unknown,
    });
    second.close();
    rmSync(directory, { recursive: true });
  }, 30_000);
});
