import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderBatch } from '../../src/engine/batch-script.ts';
import type { BatchTask } from '../../src/engine/batch-script.ts';
import { parseBatch } from '../../src/engine/parse-batch.ts';
import type { BatchOutcome } from '../../src/engine/parse-batch.ts';
import type { Step } from '../../src/module/step.ts';

const BOUNDARY = '0123456789abcdef0123456789abcdef';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'batch-'));
});

const at = (name: string): string => join(root, name);
const task = (steps: readonly Step[], more: Partial<BatchTask> = {}): BatchTask => ({
  steps,
  setting: { as: undefined, environment: {} },
  pending: [],
  settles: [],
  ...more,
});
const run = (script: string): Step => ({ kind: 'run', script });
const write = (name: string, bytes: Buffer, more: object = {}): Step => ({
  kind: 'write',
  path: at(name),
  content: { kind: 'bytes', bytes },
  ...more,
});

/** Runs a batch with this machine's sh. */
function execute(tasks: readonly BatchTask[], env: Record<string, string> = {}): BatchOutcome {
  const script = renderBatch({
    tasks,
    prologue: [],
    observation: 'echo seen',
    pendingDirectory: at('handlers'),
    boundary: BOUNDARY,
    uploaded: (path) => path,
  });
  const shell = ['-c', 'script=$(cat); exec </dev/null; eval "$script"'];
  const { stdout, stderr } = spawnSync('sh', shell, { input: script, env: { PATH: process.env['PATH'], ...env } });
  return parseBatch(stdout, stderr, BOUNDARY, tasks.length);
}

test('each step gives its own streams and status', () => {
  const { tasks, observation } = execute([
    task([run('echo one; echo err >&2')]),
    task([run('printf two'), run('cat')]),
  ]);
  expect(tasks.map(({ status }) => status)).toEqual(['done', 'done']);
  expect(tasks[0]?.outputs[0]).toMatchObject({ exitStatus: 0, stdout: 'one\n', stderr: 'err\n' });
  expect(tasks[1]?.outputs.map(({ stdout }) => stdout)).toEqual(['two', '']);
  expect(observation?.toString()).toBe('seen\n');
});

test('nothing runs after a step that fails, but the observation', () => {
  const { tasks, observation } = execute([
    task([run('exit 3'), run(`: > ${at('second')}`)]),
    task([run(`: > ${at('third')}`)]),
  ]);
  expect(tasks.map(({ status }) => status)).toEqual(['failed', 'not-started']);
  expect(tasks[0]?.outputs[0]?.exitStatus).toBe(3);
  expect(readdirSync(root)).toEqual([]);
  expect(observation?.toString()).toBe('seen\n');
});

test('a status that the step calls fine is no failure', () => {
  expect(execute([task([{ kind: 'run', script: 'exit 5', okStatuses: [0, 5] }])]).tasks[0]?.status).toBe('done');
});

test('a step that takes too long is ended, and said to be', () => {
  const { tasks } = execute([task([{ kind: 'run', script: 'sleep 5', timeoutSeconds: 1 }])]);
  expect(tasks[0]?.outputs[0]).toMatchObject({ timedOut: true, exitStatus: 124 });
});

describe('a step that runs in a process of its own', () => {
  const launched = (script: string, more: object = {}): BatchOutcome =>
    execute([task([{ kind: 'run', script, timeoutSeconds: 60, ...more }])]);

  test('has its script on no command line', () => {
    const seen = launched(`word=sesame; echo "$word" | grep -laf - /proc/[0-9]*/cmdline; echo end`).tasks[0]
      ?.outputs[0];
    expect(seen?.stdout).toBe('end\n');
  });

  test('keeps its stdin, its status, and what quotes and line ends mean', () => {
    const script = `cat; printf '%s\\n' 'a "b" $c' "it's"; exec 3<&0 || exit 9; exit 7\n\n`;
    expect(launched(script, { stdin: 'fed\n' }).tasks[0]?.outputs[0]).toMatchObject({
      stdout: `fed\na "b" $c\nit's\n`,
      exitStatus: 7,
    });
    expect(launched('cat; ls /proc/self/fd | grep -c "^[3-8]$"').tasks[0]?.outputs[0]?.stdout).toBe('1\n');
  });
});

test('a stop mark ends the tasks before the next one', () => {
  const stop = at('stop');
  const { tasks } = execute([task([run(`: > ${stop}`)]), task([run(`: > ${at('never')}`)])], { PROVISION_STOP: stop });
  expect(tasks.map(({ status }) => status)).toEqual(['done', 'not-started']);
  expect(existsSync(at('never'))).toBe(false);
});

test('handlers are recorded before the task that notifies them, and settled after the handler', () => {
  execute([task([run('false')], { pending: ['web.reload'] })]);
  expect(readdirSync(at('handlers'))).toEqual(['web.reload']);
  execute([task([run('false')], { settles: ['web.reload'] })]);
  expect(readdirSync(at('handlers'))).toEqual(['web.reload']);
  execute([task([run('true')], { settles: ['web.reload'] })]);
  expect(readdirSync(at('handlers'))).toEqual([]);
});

describe('writing a file', () => {
  test('keeps bytes that look like an option', () => {
    const bytes = Buffer.from('-\0-n');
    execute([task([write('file', bytes)])]);
    expect(readFileSync(at('file'))).toEqual(bytes);
  });

  test('keeps every byte, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' })), (content) => {
        const bytes = Buffer.from(content as string);
        execute([task([write('file', bytes)])]);
        expect(readFileSync(at('file'))).toEqual(bytes);
      }),
      { numRuns: 40 },
    );
  });

  test('a new file is 0644, an old one keeps its mode, and a mode that is asked for is given', () => {
    execute([task([write('new', Buffer.from('x'))])]);
    writeFileSync(at('old'), '', { mode: 0o600 });
    execute([task([write('old', Buffer.from('x')), write('asked', Buffer.from('x'), { mode: '0750' })])]);
    const modes = ['new', 'old', 'asked'].map((name) => (statSync(at(name)).mode & 0o777).toString(8));
    expect(modes).toEqual(['644', '600', '750']);
  });

  test('what does not pass validation leaves the file as it was, and nothing beside it', () => {
    writeFileSync(at('file'), 'good');
    const { tasks } = execute([task([write('file', Buffer.from('bad'), { validate: 'grep -q good %s' })])]);
    expect(tasks[0]?.status).toBe('failed');
    expect(readdirSync(root)).toEqual(['file']);
    expect(readFileSync(at('file'), 'utf8')).toBe('good');
  });

  test('a backup keeps the old content beside it', () => {
    writeFileSync(at('file'), 'old');
    execute([task([write('file', Buffer.from('new'), { backup: true })])]);
    const [kept = ''] = readdirSync(root).filter((name) => name !== 'file');
    expect(kept).toMatch(/^file\.\d{4}-\d\d-\d\dT.*~$/);
    expect(readFileSync(at(kept), 'utf8')).toBe('old');
  });
});

test('a batch that was cut tells what had begun and what had not', () => {
  const cut = Buffer.from(`\n${BOUNDARY} 1.00 begin 0 0\nhalf an out`);
  const { tasks, observation } = parseBatch(cut, Buffer.alloc(0), BOUNDARY, 2);
  expect(tasks.map(({ status }) => status)).toEqual(['ended', 'not-started']);
  expect(observation).toBeUndefined();
});
