import { describe, expect, test } from '@jest/globals';
import type { RoleFinished, TaskFinished } from '../../src/engine/events.ts';
import { nextSteps } from '../../src/engine/next-steps.ts';
import { FailureGroups } from '../../src/report/text/failure-groups.ts';
import { createPalette } from '../../src/report/style/palette.ts';
import { createSymbols } from '../../src/report/style/symbols.ts';
import { recap } from './run-fixture.ts';

const style = { palette: createPalette(false), symbols: createSymbols({}) };
const task = { id: 't', name: 'Write', module: 'copy', role: 'web', file: 'site.yml', line: 3 };

const failed = (host: string, message: string): TaskFinished => ({
  event: 'task.finished',
  host,
  play: 'p',
  node: `p@${host}`,
  task,
  status: 'failed',
  changes: [],
  ms: 1,
  failure: { message, hint: 'Look.' },
});
const ended = (host: string, status: RoleFinished['status']): RoleFinished => ({
  event: 'role.finished',
  host,
  play: 'p',
  role: 'web',
  node: `p@${host}`,
  status,
  ms: 1,
});

describe('failures at the end of a run', () => {
  test('stand together where they are equal, the most common first', () => {
    const groups = new FailureGroups();
    const hosts = Array.from({ length: 11 }, (_, i) => `web${String(i + 10)}`);
    for (const [host, message] of [['db1', 'other'] as const, ...hosts.map((name) => [name, 'no space'] as const)]) {
      groups.note(failed(host, message));
      groups.end(ended(host, 'failed'));
    }
    expect(groups.render(style)).toEqual([
      'Failures',
      '  web : Write (site.yml:3)',
      '    on web10, web11, web12, web13, web14, web15, web16, web17 and 3 more',
      '    no space',
      '    hint: Look.',
      '  web : Write (site.yml:3)',
      '    on db1',
      '    other',
      '    hint: Look.',
      '',
    ]);
  });

  test('are not those that a rescue took care of', () => {
    const groups = new FailureGroups();
    groups.note(failed('web1', 'no space'));
    groups.end(ended('web1', 'changed'));
    expect(groups.render(style)).toEqual([]);
  });

  test('come with the command that runs the rest again', () => {
    const steps = (status: 'failed' | 'ok') =>
      nextSteps({ web1: recap({ status, ok: 1, failed: 1 }) }, 'provision -i prod');
    expect(steps('failed').at(-1)).toBe('Run it again on just these hosts: provision -i prod');
    expect(steps('ok')).toEqual([]);
  });
});
