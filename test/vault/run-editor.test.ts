import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEditor } from '../../src/vault/edit-files.ts';
import { until } from '../support/until.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'run-editor-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** An editor that tells its process id once it has begun, and ends when the file `end` is there. */
function start(signals: EventEmitter): { editing: Promise<void>; begun: Promise<number> } {
  const script = `cd ${directory}; echo $$ >new; mv new pid; until [ -e end ]; do sleep 0.02; done`;
  const editing = runEditor(`sh -c '${script}' #`, 'file', signals);
  // it may be rejected before the test comes to look
  editing.catch(() => undefined);
  return { editing, begun: readPid() };
}

async function readPid(): Promise<number> {
  await until('it has begun', () => existsSync(join(directory, 'pid')), { everyMs: 20 });
  return Number(readFileSync(join(directory, 'pid'), 'utf8'));
}

test.each(['SIGTERM', 'SIGHUP'])('%s ends the editor, and reports that nothing was saved', async (signal) => {
  const signals = new EventEmitter();
  const { editing, begun } = start(signals);
  const pid = await begun;
  signals.emit(signal, signal);
  await expect(editing).rejects.toMatchObject({ code: 'interrupted', message: expect.stringContaining(signal) });
  expect(signals.eventNames()).toEqual([]);
  // it has ended by then
  expect(pid).toBeGreaterThan(1);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('SIGINT is left to the editor', async () => {
  const signals = new EventEmitter();
  const { editing, begun } = start(signals);
  await begun;
  signals.emit('SIGINT', 'SIGINT');
  writeFileSync(join(directory, 'end'), '');
  await expect(editing).resolves.toBeUndefined();
  expect(signals.eventNames()).toEqual([]);
});

test('an editor that does not exist is named', async () => {
  await expect(runEditor('no-such-editor 2>/dev/null', 'file')).rejects.toThrow(/no-such-editor.*exit status 127/);
});
