import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalFiles } from '../../src/engine/files/local-files.ts';
import { readAhead } from '../../src/engine/files/prefetch-files.ts';
import type { Task } from '../../src/playbook/types.ts';
import { copy } from '../../src/modules/copy/copy.ts';
import { template } from '../../src/modules/copy/template.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ahead-'));
  writeFileSync(join(directory, 'large'), Buffer.alloc(1024 * 1024 + 1));
});
afterEach(() => rmSync(directory, { recursive: true }));

const literal = (value: string) => ({ kind: 'literal', value });

/** What the reading of a task's parameters leaves. */
function taskOf(src: object, more: object = {}): Task {
  const entries = [
    { key: 'src', value: src },
    { key: 'dest', value: literal('/opt/large') },
  ];
  const searchPath = { files: [directory], templates: [directory] };
  return { module: copy, args: { kind: 'mapping', entries }, when: [], searchPath, ...more } as unknown as Task;
}

async function isRead(task: Task): Promise<boolean> {
  const files = new LocalFiles(() => {
    throw new Error('nothing is rendered here');
  });
  readAhead([task], files);
  const sum = () => files.sumOf(join(directory, 'large'));
  // what is not read within a moment is not read
  for (let tries = 0; tries < 15 && (await sum()) === undefined; tries++) await sleep(20);
  return (await sum()) !== undefined;
}

test('a file that a task names outright is read', async () => {
  expect(await isRead(taskOf(literal('large')))).toBe(true);
});

test.each([
  ['whose name is an expression', taskOf({ kind: 'template' })],
  ['of a task with a condition', taskOf(literal('large'), { when: [{}] })],
  ['of a template', taskOf(literal('large'), { module: template })],
  ['of a loop', taskOf(literal('large'), { loop: {} })],
])('one %s is not', async (_, task) => {
  expect(await isRead({ ...task, searchPath: { files: [directory], templates: [directory], vars: [] } })).toBe(false);
});

test('one that is not there is for the task itself to tell', async () => {
  expect(await isRead(taskOf(literal('none')))).toBe(false);
});
