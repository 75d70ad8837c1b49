import { describe, expect, test } from '@jest/globals';
import { recordsOf } from '../../scripts/nightly/history.mjs';
import { failedWithoutChange, renderFromNothing, renderSuites, slowest } from '../../scripts/nightly/render.mjs';

const BASE = { date: '2026-11-28T01:00:00.000Z', passed: 2, failed: 0, skipped: 0, seconds: 61, load: 3, cores: 2 };
const record = (suite: string, commit: string, more: object = {}) => ({ ...BASE, suite, commit, ...more });

describe('the record of suites', () => {
  test('is made of a report of jest', () => {
    const suite = (name: string, statuses: string[], more: object = {}) => ({
      name: new URL(`../../test/${name}.test.ts`, import.meta.url).pathname,
      startTime: 1000,
      endTime: 63_000,
      status: 'passed',
      assertionResults: statuses.map((status) => ({ status })),
      ...more,
    });
    const testResults = [
      suite('lab/a', ['passed', 'failed', 'pending']),
      suite('lab/none', ['pending']),
      suite('lab/broken', [], { status: 'failed' }),
    ];
    expect(recordsOf({ startTime: 500, testResults }, { commit: 'abc', load: 3, cores: 2 })).toEqual([
      {
        date: '1970-01-01T00:01:03.000Z',
        commit: 'abc',
        suite: 'lab/a',
        seconds: 62,
        passed: 1,
        failed: 1,
        skipped: 1,
        load: 3,
        cores: 2,
      },
      {
        date: '1970-01-01T00:01:03.000Z',
        commit: 'abc',
        suite: 'lab/broken',
        seconds: 62,
        passed: 0,
        failed: 1,
        skipped: 0,
        load: 3,
        cores: 2,
      },
    ]);
  });

  test('is rendered as a row for each suite', () => {
    expect(
      renderSuites([record('b', 'c1', { failed: 1 }), record('b', 'c2'), record('a', 'c2', { failed: 1, skipped: 3 })])
        .split('\n')
        .slice(2),
    ).toEqual([
      '| a | 2026-11-28 | c2 | 1 min 1 s | 2 passed, **1 failed**, 3 skipped | 3 on 2 cores | 0 of 1 |',
      '| b | 2026-11-28 | c2 | 1 min 1 s | 2 passed | 3 on 2 cores | 1 of 2 |',
    ]);
    const machine = { ...BASE, commit: 'c1', machine: 'Node 22, root', command: 'npm cit', result: 'passed' };
    expect(renderFromNothing([machine]).split('\n')[2]).toBe(
      '| Node 22, root | `npm cit` | 2026-11-28 | c1 | 1 min 1 s | passed | 1 of 1 |',
    );
  });

  test('tells the slowest by their last run', () => {
    const runs = [
      record('a', 'c1', { seconds: 500 }),
      record('a', 'c2', { seconds: 5 }),
      record('b', 'c2', { seconds: 50 }),
    ];
    expect(slowest(runs, 1).map(({ suite }) => suite)).toEqual(['b']);
  });

  test('tells what failed and passed at the same commit, and nothing of a changed checkout', () => {
    const failed = { failed: 1 };
    const runs = [
      record('unsteady', 'c1', failed),
      record('unsteady', 'c1'),
      record('fixed', 'c1', failed),
      record('fixed', 'c2'),
      record('changed', 'c1+', failed),
      record('changed', 'c1+'),
      record('broken', 'c2', failed),
      record('broken', 'c2', failed),
    ];
    expect(failedWithoutChange(runs)).toEqual([{ suite: 'unsteady', commit: 'c1', failed: 1, runs: 2 }]);
  });
});
