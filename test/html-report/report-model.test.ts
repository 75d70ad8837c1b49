import { describe, expect, test } from '@jest/globals';
import { tickTimes } from '../../src/html-report/pieces/render-bars.ts';
import { buildReport } from '../../src/html-report/model/report-model.ts';
import { blocked, exampleRun, inOrder, ran, result } from './example-run.ts';

const pathOf = (run: Parameters<typeof buildReport>[0]): string[] =>
  buildReport(run).critical.map(({ span, after, idleMs }) => `${span.id} after ${after}, ${idleMs} ms idle`);

describe('the critical path', () => {
  test('goes from the node that ended last to what it waited for, and on over hosts', () => {
    const events = inOrder([
      ...ran({ node: 'tls@a', from: 10, to: 500 }),
      ...ran({ node: 'tls@b', from: 10, to: 900 }),
      ...ran({ node: 'web@b', from: 900, to: 1900 }),
      ...ran({ node: 'web@a', from: 500, to: 800 }),
      ...ran({ node: 'lb@a', from: 1905, to: 2500, waitedFor: ['web@a', 'web@b'] }),
      ...ran({ node: 'agent@b', from: 1900, to: 2400 }),
    ]);
    expect(pathOf(exampleRun({ hosts: ['a', 'b'], events }))).toEqual([
      'tls@b after start, 10 ms idle',
      'web@b after host, 0 ms idle',
      'lb@a after dependency, 5 ms idle',
    ]);
  });

  test('takes an earlier play for what a later one waited for, and no other host of its own play', () => {
    const events = inOrder([
      ...ran({ node: 'x@a', from: 0, to: 100, play: 'one' }),
      ...ran({ node: 'x@b', from: 0, to: 300, play: 'one' }),
      ...ran({ node: 'y@c', from: 310, to: 320, play: 'two' }),
      ...ran({ node: 'y@a', from: 330, to: 600, play: 'two' }),
    ]);
    expect(pathOf(exampleRun({ hosts: ['a', 'b', 'c'], events }))).toEqual([
      'x@b after start, 0 ms idle',
      'y@a after play, 30 ms idle',
    ]);
  });

  test('ends where nodes take no time at all', () => {
    const events = [...ran({ node: 'x@a', from: 5, to: 5 }), ...ran({ node: 'y@a', from: 5, to: 5 })];
    expect(pathOf(exampleRun({ hosts: ['a'], events }))).toHaveLength(2);
  });

  test('of a run that was killed ends with what was under way', () => {
    const begun = ran({ node: 'y@a', from: 50, to: 60 }).slice(0, 1);
    const events = inOrder([...ran({ node: 'x@a', from: 0, to: 40 }), ...begun]);
    const model = buildReport(exampleRun({ hosts: ['a'], events, killed: true }));
    expect(model.critical.map(({ span }) => [span.id, span.status])).toEqual([
      ['x@a', 'ok'],
      ['y@a', 'unfinished'],
    ]);
    expect(model.hosts[0]).toMatchObject({ name: 'a', status: 'unfinished', recap: undefined });
  });
});

test('hosts with equal results of a task stand together, most first', () => {
  const events = [
    result('web@a', 1, { changes: [] }),
    result('web@b', 2),
    result('web@c', 3),
    result('web@c', 4, { status: 'ok' }),
  ];
  const groups = [...buildReport(exampleRun({ hosts: ['a', 'b', 'c'], events })).tasks.values()];
  expect(groups.map(({ anchor, same }) => [anchor, same.map(({ hosts }) => hosts)])).toEqual([
    ['task-1', [['b', 'c'], ['a']]],
  ]);
});

describe('failures', () => {
  const failure = { message: 'no such directive' };

  test('of many hosts stand together, then unusable hosts, then roles that were blocked', () => {
    const events = inOrder([
      ...ran({ node: 'web@a', from: 0, to: 9, status: 'failed' }),
      ...ran({ node: 'web@b', from: 0, to: 9, status: 'failed' }),
      result('web@a', 5, { status: 'failed', failure }),
      result('web@b', 5, { status: 'failed', failure }),
      blocked('lb@a', 'web on a', 10),
      blocked('lb@b', 'web on b', 10),
      [3, { event: 'host.problem', host: 'c', problem: 'unreachable', message: 'refused' }],
    ]);
    const { failures, hosts } = buildReport(
      exampleRun({
        hosts: ['d', 'a', 'b', 'c'],
        events,
        recaps: { a: { status: 'failed' }, c: { status: 'unreachable' } },
      }),
    );
    expect(failures.map(({ title, hosts: on }) => `${title}: ${on.join(' ')}`)).toEqual([
      'web : Write: a b',
      'Host unreachable: c',
      'Blocked: lb: a b',
    ]);
    expect(failures[2]?.failure.message).toBe('A dependency failed: web on a, web on b');
    expect(hosts.map(({ name }) => name).slice(0, 2)).toEqual(['a', 'c']);
  });

  test('that were rescued are left out', () => {
    const events = inOrder([
      ...ran({ node: 'web@a', from: 0, to: 9 }),
      result('web@a', 5, { status: 'failed', failure }),
    ]);
    expect(buildReport(exampleRun({ hosts: ['a'], events })).failures).toEqual([]);
  });
});

test.each([
  [1000, [0, 200, 400, 600, 800]],
  [93_000, [0, 20_000, 40_000, 60_000, 80_000]],
  [1, [0, 0.2, 0.4, 0.6, 0.8]],
])('a scale of %d ms has few round times', (length, times) => {
  expect(tickTimes(length).map((time) => Number(time.toFixed(6)))).toEqual(times);
});
