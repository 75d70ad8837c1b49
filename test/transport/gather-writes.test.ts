import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Duplex } from 'node:stream';
import { expect, test } from '@jest/globals';
import { gatherWrites } from '../../src/transport/ssh/gather-writes.ts';

/** What goes out, by the writes to the socket. */
function open(): { readonly stream: Duplex; readonly sent: string[] } {
  const sent: string[] = [];
  const stream = new Duplex({
    read: () => undefined,
    writev: (chunks, done) => {
      sent.push(chunks.map(({ chunk }) => String(chunk)).join('+'));
      done();
    },
  });
  gatherWrites(stream);
  return { stream, sent };
}

test('writes of one turn of the event loop are sent together, later ones separately', async () => {
  const { stream, sent } = open();
  stream.write('a');
  await Promise.resolve();
  stream.write('b');
  process.nextTick(() => stream.write('c'));
  expect(sent).toEqual([]);
  await setImmediate();
  expect(sent).toEqual(['a+b+c']);
  stream.write('d');
  await setImmediate();
  expect(sent).toEqual(['a+b+c', 'd']);
});

test('the last words go out before the end', async () => {
  const { stream, sent } = open();
  stream.write('a');
  stream.write('b');
  stream.end();
  expect(sent).toEqual(['a+b']);
  await once(stream, 'finish');
});
