import { describe, expect, test } from '@jest/globals';
import type { EventLine, Span } from '../../bench/critical-path.ts';
import { criticalPath, readSpans, timeOf } from '../../bench/critical-path.ts';

const span = (node: string, fromMs: number, toMs: number, ...waitedFor: string[]): Span => ({
  node,
  fromMs,
  toMs,
  waitedFor,
  tasks: [],
});

const names = (spans: readonly Span[]): string[] => criticalPath(spans).map(({ node }) => node);

describe('the critical path', () => {
  test('follows the longest waits across hosts', () => {
    const spans = [
      span('tls@db1', 0, 10),
      span('tls@db2', 0, 12),
      span('primary@db1', 10, 50, 'tls@db1'),
      span('server@db2', 12, 40, 'tls@db2'),
      span('replica@db2', 50, 60, 'server@db2', 'primary@db1'),
      span('nginx@web1', 0, 55),
    ];
    expect(names(spans)).toEqual(['tls@db1', 'primary@db1', 'replica@db2']);
  });

  test('goes through the last of a play, or of a batch, where the next waits for all of it', () => {
    const spans = [
      span('a@one', 0, 10),
      span('b@two', 0, 30),
      span('app@one', 31, 40),
      span('app@two', 41, 45),
      span('closing@one', 46, 47),
    ];
    expect(names(spans)).toEqual(['b@two', 'app@one', 'app@two', 'closing@one']);
  });

  test('of nothing is nothing, and spans that take no time do not lead round in a circle', () => {
    expect(names([])).toEqual([]);
    expect(names([span('a@one', 5, 5), span('b@two', 5, 5)])).toHaveLength(1);
  });
});

test('spans are read from the events of a run', () => {
  const at = (second: number): string => new Date(second * 1000).toISOString();
  const apt = { name: 'install', module: 'apt' };
  const events: EventLine[] = [
    { event: 'run.started', at: at(100) },
    { event: 'role.started', at: at(102), node: 'site/nginx@web1', waitedFor: ['site/tls@web1'] },
    { event: 'task.finished', at: at(105), node: 'site/nginx@web1', task: apt, ms: 2000 },
    { event: 'task.finished', at: at(105), node: 'site/nginx@web2', task: apt, ms: 9000 },
    {
      event: 'handler.finished',
      at: at(106),
      node: 'site/nginx@web1',
      task: { name: 'reload', module: 'systemd' },
      ms: 500,
    },
    { event: 'role.finished', at: at(106), node: 'site/nginx@web1', ms: 4000 },
    { event: 'role.started', at: at(106), node: 'site/never@web1', waitedFor: [] },
  ];
  const spans = readSpans(events);
  expect(spans).toMatchObject([
    {
      node: 'site/nginx@web1',
      fromMs: 2000,
      toMs: 6000,
      waitedFor: ['site/tls@web1'],
      tasks: [apt, { name: 'reload' }],
    },
  ]);
  expect(spans.map((one) => timeOf(one, 'apt'))).toEqual([2000]);
});
