import { describe, expect, test } from '@jest/globals';
import type { RunDocument } from '../../src/report/events/json-reporter.ts';
import { replay } from './capture.ts';
import { everyEvent } from './every-event.ts';
import { finished, recap, started, task } from './run-fixture.ts';

async function report(...args: Parameters<typeof replay>): Promise<RunDocument> {
  const { stdout } = await replay(args[0], { format: 'json', ...args[1] });
  return JSON.parse(stdout) as RunDocument;
}

describe('--output json', () => {
  test('is one document on stdout; warnings stay on stderr', async () => {
    const { stdout, stderr } = await replay(everyEvent('text'), { format: 'json' });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      run: 'r1',
      mode: 'apply',
      playbook: 'site',
      inventory: ['inventories/prod'],
      hosts: { web1: { status: 'failed' }, db1: { status: 'unreachable' } },
      problems: [{ host: 'db1', problem: 'unreachable', message: 'text', hint: 'text' }],
      blocked: [{ host: 'db1', role: 'app', by: 'tls on web1' }],
      next: ['text'],
      ms: 12_345,
      exitCode: 1,
    });
    expect(stderr).toBe('warning: web1: text\n');
  });

  test('has the results that say something', async () => {
    const events = [
      started,
      task('a', 'ok'),
      task('b', 'skipped'),
      task('c', 'ok', { message: 'hi' }),
      task('d', 'changed'),
    ];
    expect((await report(events)).tasks).toEqual([task('c', 'ok', { message: 'hi' }), task('d', 'changed')]);
    expect((await report(events, { verbosity: 1 })).tasks).toEqual(events.slice(1));
  });

  test('lists failures, those ignored or rescued not', async () => {
    const failed = task('a', 'failed', { failure: { message: 'no', exitStatus: 3 } });
    const { failures } = await report([
      failed,
      task('b', 'ignored'),
      task('c', 'rescued'),
      finished({ web1: recap() }),
    ]);
    expect(failures).toEqual([failed]);
  });

  test('is written of a run that broke off, without an exit code', async () => {
    expect(await report([{ ...started, mode: 'check' } as never, task('d', 'changed')], { mode: 'check' })).toEqual({
      version: 1,
      run: 'r1',
      mode: 'check',
      playbook: 'site',
      inventory: ['inventories/prod'],
      hosts: {},
      tasks: [task('d', 'changed')],
      failures: [],
      problems: [],
      blocked: [],
      next: [],
      ms: null,
      exitCode: null,
    });
  });
});
