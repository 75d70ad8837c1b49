import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendFile } from '../../src/transport/shell/send-file.ts';

const SIZE = 8 * 1024 * 1024;
let file: string;

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'send-')), 'bytes');
  writeFileSync(file, Buffer.alloc(SIZE, 'x'));
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

test('no more than a little is under way at a time', async () => {
  let waiting = 0;
  let most = 0;
  let all = 0;
  const slow = {
    write: (data: Buffer | string) => {
      all += data.length;
      waiting += data.length;
      most = Math.max(most, waiting);
    },
    drained: async () => {
      await sleep(1);
      waiting = 0;
    },
  };
  await sendFile(slow, file, SIZE);
  expect(all).toBe(SIZE);
  expect(most).toBeLessThanOrEqual(512 * 1024);
});

test('a file that has become shorter is not taken for whole', async () => {
  const shell = { write: () => undefined, drained: () => Promise.resolve() };
  await expect(sendFile(shell, file, SIZE + 1)).rejects.toThrow(/shorter/);
});

test('nothing more is sent once the channel is lost', async () => {
  let written = 0;
  const lost = {
    write: () => {
      written++;
    },
    drained: () => Promise.reject(new Error('lost')),
  };
  await expect(sendFile(lost, file, SIZE)).rejects.toThrow('lost');
  expect(written).toBe(1);
});
