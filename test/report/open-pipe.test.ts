import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, writeSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openPipe } from '../../src/report/events/open-pipe.ts';
import { scratchPath } from './scratch.ts';

function makePipe(): string {
  const path = scratchPath('pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test('a pipe is opened when its reader comes, and the wait is told', async () => {
  const path = makePipe();
  const told: string[] = [];
  const opening = openPipe(path, (line) => told.push(line));
  await new Promise((resolve) => setTimeout(resolve, 1300));
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const read = reader.stdout.toArray() as Promise<Buffer[]>;
  const descriptor = await opening;
  if (descriptor === undefined) throw new Error('the pipe is not open');
  writeSync(descriptor, 'an event\n');
  closeSync(descriptor);
  await once(reader, 'exit');
  expect(Buffer.concat(await read).toString()).toBe('an event\n');
  expect(told).toEqual([`waiting for a reader of the pipe ${path}, at most 60 s`]);
});

test('a pipe that nothing reads is refused in the end', async () => {
  const path = makePipe();
  await expect(openPipe(path, () => undefined, 200)).rejects.toMatchObject({
    diagnostics: [{ code: 'output-file', summary: `--events ${path} is a pipe that nothing has read for 0.2 s` }],
  });
});

test('a file is no pipe', async () => {
  expect(await openPipe('/dev/null', () => undefined)).toBeUndefined();
  expect(await openPipe('/nonexistent', () => undefined)).toBeUndefined();
});
