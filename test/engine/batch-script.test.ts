import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderBatch } from '../../src/engine/script/batch-script.ts';
import type { BatchTask } from '../../src/engine/script/batch-task.ts';
import { parseBatch } from '../../src/engine/batch/parse-batch.ts';
import type { BatchOutcome } from '../../src/engine/batch/parse-batch.ts';
import { requireAble } from '../../src/engine/batch/require-able.ts';
import type { Step } from '../../src/module-api/step.ts';

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
function execute(
  tasks: readonly BatchTask[],
  { env = {}, prologue = [] }: { readonly env?: Record<string, string>; readonly prologue?: readonly string[] } = {},
): BatchOutcome {
  const script = renderBatch({
    tasks,
    prologue,
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

test('a step that exceeds its time limit is ended and reported', () => {
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
  const { tasks } = execute([task([run(`: > ${stop}`)]), task([run(`: > ${at('never')}`)])], {
    env: { PROVISION_STOP: stop },
  });
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

  test('a failed validation leaves the file unchanged, and nothing beside it', () => {
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

describe('writing several files to one directory', () => {
  const three = (more: object = {}): BatchTask[] =>
    ['a', 'b', 'c'].map((name) => task([write(name, Buffer.from(name), more)]));
  const look = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(root).map((name) => {
        const { mode, gid } = statSync(at(name));
        const content = statSync(at(name)).isFile() ? readFileSync(at(name), 'hex') : '';
        return [name, `${(mode & 0o7777).toString(8)} ${gid} ${content}`];
      }),
    );

  test('gives each its bytes, mode and owner, as one by one', () => {
    const file = fc.record({
      bytes: fc.uint8Array({ maxLength: 20 }),
      mode: fc.constantFrom(undefined, '0600', '0755'),
      group: fc.constantFrom(undefined, String(process.getgid?.())),
      was: fc.constantFrom(undefined, 0o640, 0o444, 0o4755),
    });
    fc.assert(
      fc.property(fc.array(file, { minLength: 3, maxLength: 6 }), (files) => {
        const seen = [true, false].map((together) => {
          root = mkdtempSync(join(tmpdir(), 'batch-'));
          for (const [i, { was }] of files.entries())
            if (was !== undefined) {
              writeFileSync(at(`f${i}`), 'old');
              chmodSync(at(`f${i}`), was);
            }
          const tasks = files.map(({ bytes, mode, group }, i) =>
            task([write(`f${i}`, Buffer.from(bytes), { mode, group })]),
          );
          const outcomes = together ? execute(tasks).tasks : tasks.flatMap((one) => execute([one]).tasks);
          expect(outcomes.map(({ status }) => status)).toEqual(files.map(() => 'done'));
          return look();
        });
        expect(seen[0]).toEqual(seen[1]);
      }),
      { numRuns: 15 },
    );
  });

  test('runs one program for each mode and one to rename, not one for each file', () => {
    const bin = mkdtempSync(join(tmpdir(), 'batch-bin-'));
    for (const name of ['mv', 'chmod'])
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >> ${bin}/ran\nexec /bin/${name} "$@"\n`, {
        mode: 0o755,
      });
    execute(three({ mode: '0640' }), { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } });
    expect(readFileSync(join(bin, 'ran'), 'utf8')).toBe('chmod\nmv\n');
    expect(look()).toMatchObject({ a: expect.stringMatching(/^640 /), c: expect.stringMatching(/^640 /) });
  });

  test('leaves those alone that come after one that fails, and says by which', () => {
    mkdirSync(at('b'));
    const { tasks } = execute(three());
    expect(tasks.map(({ status }) => status)).toEqual(['done', 'failed', 'not-started']);
    expect(tasks[1]?.outputs[0]?.stderr).toContain('directory');
    expect(readdirSync(root).sort()).toEqual(['a', 'b']);
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('keeps the group of a directory that gives its own', () => {
    chownSync(root, 0, 1);
    chmodSync(root, 0o2755);
    execute(three());
    expect(['a', 'b', 'c'].map((name) => statSync(at(name)).gid)).toEqual([1, 1, 1]);
  });

  test('does nothing once a stop mark is there, and records handlers before', () => {
    const pending = three().map((one) => ({ ...one, pending: ['web.reload'] }));
    writeFileSync(at('stop'), '');
    expect(execute(pending, { env: { PROVISION_STOP: at('stop') } }).tasks.map(({ status }) => status)).toEqual([
      'not-started',
      'not-started',
      'not-started',
    ]);
    expect(readdirSync(root)).toEqual(['stop']);
    execute(pending);
    expect(readdirSync(at('handlers'))).toEqual(['web.reload']);
  });
});

test.each([
  ['few', 3, /^sync -- .*f0.*f1.*f2/m],
  ['many', 201, /^sync -f -- [^ ]+ 2>/m],
])('%s files are brought to the disk before the batch ends', (_, count, sync) => {
  const tasks = Array.from({ length: count }, (__, i) => task([write(`f${i}`, Buffer.from('x'))]));
  const plan = { prologue: [], observation: '', pendingDirectory: '', boundary: BOUNDARY };
  expect(renderBatch({ ...plan, tasks, uploaded: (path) => path })).toMatch(sync);
  expect(execute(tasks).tasks.every(({ status }) => status === 'done')).toBe(true);
});

test('a batch that was cut off distinguishes the tasks that had started', () => {
  const cut = Buffer.from(`\n${BOUNDARY} 1.00 begin 0 0\nhalf an out`);
  const { tasks, observation } = parseBatch(cut, Buffer.alloc(0), BOUNDARY, 2);
  expect(tasks.map(({ status }) => status)).toEqual(['ended', 'not-started']);
  expect(observation).toBeUndefined();
});

test.each([
  ['before its first task', '', ['ended', 'not-started']],
  [
    'between two tasks',
    `\n${BOUNDARY} 1.00 begin 0 0\n\n${BOUNDARY} 1.01 end 0 0 0\n\n${BOUNDARY} 1.01 done 0 -\n`,
    ['done', 'ended'],
  ],
])('a batch that was ended %s fails the next one', (_, printed, statuses) => {
  const { tasks } = parseBatch(Buffer.from(printed), Buffer.alloc(0), BOUNDARY, 2);
  expect(tasks.map(({ status }) => status)).toEqual(statuses);
});

test('a batch of records that was ended could not write them', () => {
  const outcome = parseBatch(Buffer.alloc(0), Buffer.alloc(0), BOUNDARY, 0);
  expect(() => requireAble(outcome)).toThrow(/cannot be written: the batch was ended before it had finished/);
});

describe('records that cannot be written', () => {
  beforeEach(() => writeFileSync(at('handlers'), 'no directory'));
  const touch = run('echo x');

  test('keep a task from being begun, and fail it', () => {
    const { tasks } = execute([task([touch]), task([touch], { pending: ['reload'] }), task([touch])]);
    expect(tasks.map(({ status }) => status)).toEqual(['done', 'failed', 'not-started']);
    expect(tasks[1]?.outputs.map(({ stderr }) => stderr)).toEqual([expect.stringMatching(/handlers.*File exists/)]);
    expect(tasks[1]?.disks?.length).toBeGreaterThan(0);
  });

  test('keep the writes of a group from being begun', () => {
    const writes = ['a', 'b', 'c'].map((name) => task([write(name, Buffer.from(name))], { pending: ['reload'] }));
    expect(execute(writes).tasks.map(({ status }) => status)).toEqual(['failed', 'not-started', 'not-started']);
    expect(readdirSync(root)).toEqual(['handlers']);
  });

  test('of the batch fail its first task, or the batch where it has none', () => {
    const prologue = [`mkdir -p ${at('handlers/x')}`, `: > ${at('after')}`];
    expect(execute([task([touch])], { prologue }).tasks).toMatchObject([{ status: 'failed' }]);
    expect(execute([], { prologue }).unable).toMatch(/Not a directory/);
    expect(readdirSync(root)).toEqual(['handlers']);
  });
});
