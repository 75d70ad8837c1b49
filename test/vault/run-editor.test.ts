import { expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEditor } from '../../src/vault/edit-files.ts';

test.each(['SIGTERM', 'SIGHUP'])('%s ends the editor, and says that nothing was saved', async (signal) => {
  const signals = new EventEmitter();
  const editing = runEditor('sleep 30 #', 'file', signals);
  setTimeout(() => signals.emit(signal, signal), 50);
  await expect(editing).rejects.toMatchObject({ code: 'interrupted', message: expect.stringContaining(signal) });
  expect(signals.eventNames()).toEqual([]);
});

test('the editor itself has ended by then', async () => {
  const signals = new EventEmitter();
  const file = join(tmpdir(), `run-editor-${process.pid}`);
  const editing = runEditor(`sh -c 'echo $$ > ${file}; exec sleep 30' #`, 'file', signals);
  setTimeout(() => signals.emit('SIGTERM', 'SIGTERM'), 300);
  await expect(editing).rejects.toMatchObject({ code: 'interrupted' });
  const pid = Number(await readFile(file, 'utf8'));
  await rm(file);
  expect(pid).toBeGreaterThan(1);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('SIGINT is left to the editor', async () => {
  const signals = new EventEmitter();
  const editing = runEditor('sleep 0.2 #', 'file', signals);
  setTimeout(() => signals.emit('SIGINT', 'SIGINT'), 50);
  await expect(editing).resolves.toBeUndefined();
  expect(signals.eventNames()).toEqual([]);
});

test('an editor that does not exist is named', async () => {
  await expect(runEditor('no-such-editor 2>/dev/null', 'file')).rejects.toThrow(/no-such-editor.*exit status 127/);
});
