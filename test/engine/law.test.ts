import { describe, expect, test } from '@jest/globals';
import type { EngineEvent, ReportedChange, TaskFinished, TaskStatus } from '../../src/engine/events.ts';
import { countMayChanges, findBreaches } from '../lab/support/law.ts';

const change = (attribute: string, after: unknown): ReportedChange => ({ attribute, before: null, after });

function task(name: string, status: TaskStatus, changes: ReportedChange[] = [], item?: string): TaskFinished {
  const label = { id: name, name, module: 'file', file: 'site.yml', line: 1 };
  const place = { host: 'web1', play: 'site', node: 'site/tasks@web1' };
  return { event: 'task.finished', ...place, task: label, status, changes, ms: 0, ...(item !== undefined && { item }) };
}

describe('the law', () => {
  test.each<[string, EngineEvent[], EngineEvent[], RegExp[]]>([
    [
      'a prediction that comes true',
      [task('a', 'would-change', [change('mode', '0600')])],
      [task('a', 'changed', [change('mode', '0600')])],
      [],
    ],
    [
      'another value',
      [task('a', 'would-change', [change('mode', '0600')])],
      [task('a', 'changed', [change('mode', '0644')])],
      [/^not predicted: .*mode to "0644"/, /^predicted, and not so: .*mode to "0600"/],
    ],
    [
      'a change nobody told of',
      [task('a', 'ok')],
      [task('a', 'changed', [change('mode', '0600')])],
      [/^not predicted/],
    ],
    ['a command nobody told of', [task('a', 'skipped')], [task('a', 'changed')], [/^not predicted/]],
    ['may-change, changed', [task('a', 'may-change')], [task('a', 'changed', [change('mode', '0600')])], []],
    ['may-change, not changed', [task('a', 'may-change')], [task('a', 'ok')], []],
    [
      'a prediction that an earlier task has met',
      [task('a', 'would-change', [change('x', 1)]), task('b', 'would-change', [change('mode', '0600')])],
      [task('a', 'changed', [change('x', 1)]), task('b', 'ok')],
      [],
    ],
    [
      'a prediction that nothing has met',
      [task('a', 'would-change', [change('mode', '0600')])],
      [task('a', 'ok')],
      [/^predicted, and not so/],
    ],
    ['a task that was not reached', [task('a', 'would-change')], [], [/^predicted, and never reached/]],
    [
      'a change that may not be needed, and was not',
      [task('a', 'would-change', [{ ...change('nginx', 'latest'), may: true }])],
      [task('a', 'changed', [change('lists', 'fresh')]), task('a', 'ok')],
      [/^not predicted: .*lists/],
    ],
    [
      'a change that may be of another value, and was',
      [task('a', 'would-change', [{ ...change('nginx', 'latest'), may: true }])],
      [task('a', 'changed', [change('nginx', '1.2')])],
      [],
    ],
    [
      'items of a loop that was not known',
      [task('a', 'may-change')],
      [task('a', 'changed', [change('x', 1)], 'one'), task('a', 'changed', [change('x', 2)], 'two')],
      [],
    ],
    [
      'an item that was not told of',
      [task('a', 'would-change', [change('x', 1)], 'one')],
      [task('a', 'changed', [change('x', 1)], 'one'), task('a', 'changed', [change('x', 1)], 'two')],
      [/^not predicted: .*\[two\]/],
    ],
  ])('%s', (_, check, apply, breaches) => {
    const found = findBreaches(check, apply);
    expect(found).toEqual(breaches.map((pattern) => expect.stringMatching(pattern)));
  });

  test('counts what could not be told', () => {
    expect(countMayChanges([task('a', 'may-change'), task('b', 'ok'), task('c', 'may-change')])).toBe(2);
  });
});
