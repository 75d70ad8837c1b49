import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MergedRun } from '../../src/cluster/merge/merged-run.ts';
import type { EngineEvent, HostRecap, TaskStatus } from '../../src/engine/events.ts';
import { NO_RECAP } from '../../src/engine/host/no-recap.ts';

const label = (id: string) => ({ id, name: id, module: 'copy', file: 'main.yml', line: 1 });
const task = (id: string, status: TaskStatus, item?: string): EngineEvent => ({
  event: 'task.finished',
  host: 'a',
  play: 'p',
  node: 'p/r@a',
  task: label(id),
  item,
  status,
  changes: [],
  ms: 1,
});
const finished = (recap: Partial<HostRecap>): EngineEvent => ({
  event: 'run.finished',
  run: 'x',
  at: '',
  ms: 1,
  mode: 'apply',
  hosts: { a: { ...NO_RECAP, ...recap } },
  next: [],
  exitCode: 0,
});

/** What is told of the attempts of one job: tasks as `name status`. */
function tell(merged: MergedRun, attempts: readonly (readonly EngineEvent[])[], job = 'j'): string[] {
  return attempts.flatMap((events, index) =>
    events
      .flatMap((event) => merged.take({ job, attempt: index + 1, event }))
      .map((event) => (event.event === 'task.finished' ? `${event.task.id} ${event.status}` : event.event)),
  );
}

describe('a run made of jobs', () => {
  test('reports work that a later attempt finds done only once, as done', () => {
    const merged = new MergedRun();
    const told = tell(merged, [
      [task('one', 'changed'), task('two', 'ok')],
      [
        task('one', 'ok'),
        task('two', 'ok'),
        task('three', 'changed'),
        finished({ ok: 2, changed: 1, status: 'changed' }),
      ],
    ]);
    expect(told).toEqual(['one changed', 'two ok', 'three changed']);
    expect(merged.recaps(['a'])['a']).toMatchObject({ status: 'changed', ok: 1, changed: 2 });
  });

  test('reports the failure of a later attempt, and the recovery from an earlier one', () => {
    expect(tell(new MergedRun(), [[task('one', 'ok')], [task('one', 'failed')], [task('one', 'ok')]])).toEqual([
      'one ok',
      'one failed',
      'one ok',
    ]);
  });

  test('reports a task that runs twice in an attempt twice', () => {
    expect(tell(new MergedRun(), [[task('one', 'changed'), task('one', 'changed')]])).toEqual([
      'one changed',
      'one changed',
    ]);
  });

  test("sums the results of several jobs on a host; the first problem is the host's status", () => {
    const merged = new MergedRun();
    tell(merged, [[finished({ ok: 2, changed: 1, status: 'changed' })]], 'first');
    tell(merged, [[finished({ failed: 1, status: 'failed' })]], 'second');
    tell(merged, [[finished({ blocked: 2, status: 'blocked' })]], 'third');
    expect(merged.recaps(['a', 'b'])).toEqual({
      a: { ...NO_RECAP, status: 'failed', ok: 2, changed: 1, failed: 1, blocked: 2 },
      b: NO_RECAP,
    });
  });

  test('is the same wherever the worker died', () => {
    const statuses = fc.array(fc.constantFrom<TaskStatus>('ok', 'changed', 'skipped'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(statuses, fc.nat(8), (list, cut) => {
        const whole = list.map((status, index) => task(String(index), status));
        const died = whole.slice(0, cut);
        // what was changed is as declared now
        const again = list.map((status, index) =>
          task(String(index), index < cut && status === 'changed' ? 'ok' : status),
        );
        const count = (wanted: TaskStatus, from: readonly TaskStatus[]) => from.filter((one) => one === wanted).length;
        const after = again.map((event) => (event.event === 'task.finished' ? event.status : 'ok'));
        const recap = { ok: count('ok', after), changed: count('changed', after), skipped: count('skipped', after) };
        const merged = new MergedRun();
        expect(tell(merged, [died, [...again, finished(recap)]])).toEqual(tell(new MergedRun(), [whole]));
        expect(merged.recaps(['a'])['a']).toMatchObject({ ok: count('ok', list), changed: count('changed', list) });
      }),
    );
  });
});
