import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, writeSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { holdLease } from '../../src/cli/run/hold-lease.ts';
import { Capture, replay } from './capture.ts';
import { finished, recap, started, task } from './run-fixture.ts';

const DONE = [started, finished({ web1: recap() })];
const scratch = (): string => mkdtempSync(join(tmpdir(), 'events-'));
const namesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);

test('events go to stdout for -', async () => {
  const stdout = new Capture();
  await replay(DONE, { eventsFile: '-', eventsStdout: stdout });
  expect(namesOf(stdout.text)).toEqual(['run.started', 'run.finished']);
});

test('events go to a descriptor that is open', async () => {
  const file = join(scratch(), 'file');
  const fd = openSync(file, 'w');
  await replay(DONE, { eventsFile: `fd:${fd}` });
  closeSync(fd);
  expect(namesOf(readFileSync(file, 'utf8'))).toEqual(['run.started', 'run.finished']);
});

test('a descriptor that is not open is a mistake', async () => {
  await expect(replay(DONE, { eventsFile: 'fd:987' })).rejects.toThrow('--events fd:987 cannot be written');
});

test('a reader that takes nothing does not hold the run up, and gets no more than it can be behind by', async () => {
  const stuck = new PassThrough({ highWaterMark: 1 });
  const big = task('print', 'changed', { output: { stdout: 'x'.repeat(1024 * 1024) } });
  const { broken, stderr } = await replay(
    Array.from({ length: 40 }, () => big),
    { eventsFile: '-', eventsStdout: stuck },
  );
  expect(broken).toEqual(['events on stdout']);
  expect(stderr).toBe('warning: events on stdout stopped: their reader is too slow\n');
  expect(stuck.writableLength).toBeLessThan(20 * 1024 * 1024);
});

function fifo(): { reader: number; writer: number } {
  const path = join(scratch(), 'fifo');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { reader, writer: openSync(path, 'w') };
}

test('a run is stopped when its lease is closed', async () => {
  const { reader, writer } = fifo();
  const stopped = new Promise<string>((resolve) =>
    holdLease(reader, { terminate: () => resolve('stopped'), stopWhen: () => undefined }),
  );
  closeSync(writer);
  expect(await stopped).toBe('stopped');
});

test('a run that has ended is not stopped by its lease', async () => {
  const { reader, writer } = fifo();
  let stops = 0;
  const letGo = holdLease(reader, { terminate: () => stops++, stopWhen: () => undefined });
  letGo();
  closeSync(writer);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(stops).toBe(0);
});

test('a run continues until its lease expires, and checks the clock before each batch', async () => {
  const { reader, writer } = fifo();
  const inMs = (ms: number): string => `until ${Number(process.hrtime.bigint() / 1_000_000n) + ms}\n`;
  let isOver = (): boolean => false;
  const stopped = new Promise<string>((resolve) =>
    holdLease(reader, { terminate: () => resolve('stopped'), stopWhen: (is) => (isOver = is) }),
  );
  writeSync(writer, `${inMs(60_000)}anything else\nunt`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isOver()).toBe(false);
  writeSync(writer, inMs(300).slice(3));
  await new Promise((resolve) => setTimeout(resolve, 100));
  // nothing else runs meanwhile, as in a process that was let sleep
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  expect(isOver()).toBe(true);
  expect(await stopped).toBe('stopped');
  closeSync(writer);
});

test.each([987, openSync('/dev/null', 'r')])('a lease on the descriptor %i is a mistake', (fd) => {
  expect(() => holdLease(fd, { terminate: () => undefined, stopWhen: () => undefined })).toThrow(
    `--lease-fd ${fd} is not an open pipe or socket`,
  );
});
