import { describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../../src/engine/events.ts';
import { createReporter, type Reporter } from '../../src/report/create-reporter.ts';
import { LiveState } from '../../src/report/live/live-state.ts';
import { createPalette } from '../../src/report/style/palette.ts';
import { renderLive } from '../../src/report/live/render-live.ts';
import { createSymbols } from '../../src/report/style/symbols.ts';
import { Capture, replay } from './capture.ts';
import { finished, label, recap, started, task } from './run-fixture.ts';
import { Terminal } from './terminal.ts';

const role = { event: 'role.started', host: 'web1', play: 'site', role: 'nginx', node: 'n1', waitedFor: [] } as const;
const taskStarted = { event: 'task.started', host: 'web1', node: 'n1', task: label('write') } as const;
const manyHosts = Array.from({ length: 60 }, (_, index) => `web${index}`);

function draw(
  events: readonly EngineEvent[],
  size: { columns?: number; rows?: number; afterMs?: number } = {},
): string[] {
  let nowMs = 1000;
  const state = new LiveState(() => nowMs);
  for (const event of events) state.handle(event);
  nowMs += size.afterMs ?? 0;
  const style = { palette: createPalette(false), symbols: createSymbols({}) };
  return renderLive(state, { style, spinner: '/', columns: size.columns ?? 80, rows: size.rows ?? 24 });
}

describe('the live part', () => {
  test('shows hosts, their roles and current tasks, elapsed time and progress', () => {
    const events: EngineEvent[] = [
      { ...started, hosts: ['web1', 'db1', 'db2'] } as EngineEvent,
      role,
      { event: 'role.started', host: 'db1', play: 'site', role: 'mysql', node: 'n2', waitedFor: [] },
      { event: 'host.problem', host: 'db2', problem: 'unreachable', message: 'timed out' },
      taskStarted,
      task('a', 'changed', { host: 'db1' }),
      task('b', 'failed', { host: 'db1', failure: { message: 'no' } }),
      { event: 'role.finished', host: 'db1', play: 'site', role: 'mysql', node: 'n2', status: 'changed', ms: 5 },
    ];
    expect(draw(events, { afterMs: 63_900 })).toEqual([
      '/ web1',
      '  > nginx : write  1 min 3 s',
      '- db1  1 role done, 1 changed',
      'x db2  unreachable',
      '1/2 roles - 1 min 3 s - 3 hosts - 1 changed - 1 failed - 1 host stopped',
    ]);
  });

  test('names the task of a batch that has really begun, with the role or list that it belongs to', () => {
    const tasks = { ...role, role: 'tasks' };
    const running = { event: 'task.running', host: 'web1', task: label('sleep', { role: undefined }) } as const;
    expect(draw([started, tasks, taskStarted, running])).toContain('  > tasks : sleep');
  });

  test('shows predicted changes in a dry run', () => {
    const events = [{ ...started, mode: 'check' } as EngineEvent, task('a', 'would-change')];
    expect(draw(events).at(-1)).toBe('0/2 roles - 0 s - 2 hosts - 1 to change');
  });

  test('is never wider than the terminal', () => {
    const lines = draw([started, { ...role, role: 'röle 日本語'.repeat(20) }], { columns: 30 });
    expect(lines[1]).toMatch(/^ {2}> röle.*\.\.\.$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(30);
  });

  test.each([1, 2, 5, 20, 65])('is never higher than a terminal of %d rows', (rows) => {
    const events: EngineEvent[] = [{ ...started, hosts: manyHosts } as EngineEvent];
    for (const host of manyHosts.slice(0, 40)) events.push({ ...role, host });
    expect(draw(events, { rows }).length).toBeLessThanOrEqual(Math.max(2, rows - 1));
  });

  test('counts the hosts it has no room for', () => {
    const events: EngineEvent[] = [{ ...started, hosts: manyHosts } as EngineEvent, role, { ...role, host: 'web2' }];
    expect(draw(events, { rows: 10 })).toEqual([
      '/ web1',
      '  > nginx',
      '/ web2',
      '  > nginx',
      '58 more hosts waiting',
      '0/2 roles - 0 s - 60 hosts - 0 changed',
    ]);
    expect(draw(events, { rows: 5 })).toEqual([
      '/ web1  nginx',
      '/ web2  nginx',
      '58 more hosts waiting',
      '0/2 roles - 0 s - 60 hosts - 0 changed',
    ]);
    expect(draw(events.slice(0, 1), { rows: 10 })[0]).toBe('60 hosts waiting');
    for (const host of manyHosts.slice(0, 40)) events.push({ ...role, host });
    expect(draw(events, { rows: 5 }).slice(1)).toEqual([
      '/ web1  nginx',
      '... 38 more running, 20 waiting',
      expect.stringContaining('60 hosts'),
    ]);
  });
});

async function open(stdout: Terminal, stderr = new Terminal(80, 24)): Promise<Reporter> {
  const io = { stdout, stderr, env: { LANG: 'C' } };
  const mask = (text: string): string => text;
  return createReporter({ format: 'auto', mode: 'apply', withDiff: false, verbosity: 0, mask, ...io });
}

const FRAME_MS = 250;

describe('a live run', () => {
  test('leaves exactly the plain output on the terminal, and the cursor visible', async () => {
    const events = [
      started,
      role,
      taskStarted,
      task('a', 'changed'),
      task('b', 'failed', { failure: { message: 'no' } }),
    ];
    const end = finished({ web1: recap({ status: 'failed', failed: 1 }) }, { next: ['mend it'] });
    const terminal = new Terminal(80, 24);
    const reporter = await open(terminal);
    for (const event of events) {
      reporter.sink(event);
      await sleep(FRAME_MS);
    }
    expect(terminal.show().lines).toContain('  > nginx : write');
    expect(terminal.show().cursor).toBe(false);
    reporter.sink(end);
    expect(terminal.show().cursor).toBe(true);
    await reporter.close();
    expect(terminal.show().lines.join('\n')).toBe((await replay([...events, end])).stdout);
  });

  test('that breaks off keeps the printed lines', async () => {
    const terminal = new Terminal(80, 24);
    const reporter = await open(terminal);
    reporter.sink(started);
    await sleep(FRAME_MS);
    reporter.sink(task('a', 'changed'));
    await reporter.close();
    expect(terminal.show()).toEqual({
      lines: ['apply site - inventories/prod - 2 hosts - run r1', 'changed       web1  nginx : a', ''],
      cursor: true,
    });
  });

  test('prints text for stderr above the tree, and restores stderr', async () => {
    const [terminal, stderr] = [new Terminal(80, 24), new Terminal(80, 24)];
    const reporter = await open(terminal, stderr);
    reporter.sink(started);
    stderr.write('\nstopping');
    reporter.sink({ event: 'warning', message: 'careful' });
    await reporter.close();
    stderr.write('later');
    expect(terminal.show().lines.slice(1)).toEqual(['stopping', 'warning: careful', '']);
    expect(stderr.text).toBe('later');
  });

  test('makes way for a question, and goes on after it', async () => {
    const terminal = new Terminal(80, 24);
    const reporter = await open(terminal);
    reporter.sink(started);
    await sleep(FRAME_MS);
    const answer = await reporter.ask(async () => {
      expect(terminal.show()).toEqual({ lines: expect.not.arrayContaining(['- web1  waiting']), cursor: true });
      const before = terminal.text;
      reporter.sink(task('a', 'changed'));
      await sleep(FRAME_MS);
      expect(terminal.text).toBe(before);
      return 'yes';
    });
    await sleep(FRAME_MS);
    expect(answer).toBe('yes');
    expect(terminal.show().lines).toEqual(expect.arrayContaining(['changed       web1  nginx : a', '- web1  waiting']));
    await reporter.close();
  });
});

describe('auto chooses', () => {
  const isTree = async (stdout: Capture, env: Record<string, string>): Promise<boolean> => {
    await replay([started], { format: 'auto', stdout, env });
    return stdout.text.includes('\x1b[?25l');
  };
  test.each([
    ['a tree on a terminal', new Terminal(80, 24), {}, true],
    ['plain lines in a pipe', new Capture(), {}, false],
    ['plain lines under CI', new Terminal(80, 24), { CI: 'true' }, false],
    ['a tree where CI is false', new Terminal(80, 24), { CI: 'false' }, true],
    ['plain lines on a dumb terminal', new Terminal(80, 24), { TERM: 'dumb' }, false],
  ])('%s', async (_, stdout, env, expected) => {
    expect(await isTree(stdout, env)).toBe(expected);
  });
});
