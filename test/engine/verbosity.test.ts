import { describe, expect, test } from '@jest/globals';
import type { EngineEvent, Trace } from '../../src/engine/events.ts';
import type { Run } from './support/fake-site.ts';
import { play } from './support/fake-site.ts';
import { useFakeSite } from './support/use-fake-site.ts';

const makeSite = useFakeSite();

const PLAYBOOK = play(`
  - { name: say, command: sh -c "echo out; echo err >&2" }
  - { name: write, copy: { dest: <%= root %>/a, content: one, validate: "sh -c 'echo checked; cat %s >/dev/null' %s" } }
  - { name: hide, shell: { cmd: echo hushed-word, creates: <%= root %>/hushed-path }, no_log: true }
`);

const run = (verbosity: number): Promise<Run> => makeSite().apply(PLAYBOOK, { verbosity });
const isTrace = (event: EngineEvent): event is Trace => event.event === 'trace';
const traces = ({ events }: Run, what: Trace['what']): string =>
  events
    .filter(isTrace)
    .filter((trace) => trace.what === what)
    .map(({ text }) => text)
    .join('\n');

describe('what a run tells of what goes on underneath', () => {
  test('is nothing by default', async () => {
    const told = await run(0);
    expect(told.named('say')[0]?.output).toBeUndefined();
    expect(told.events.filter(isTrace)).toEqual([]);
  });

  test('with -v is what commands print', async () => {
    const told = await run(1);
    expect(told.named('say')[0]?.output).toEqual({ stdout: 'out', stderr: 'err' });
    expect(told.named('write')[0]?.output).toBeUndefined();
    expect(told.events.filter(isTrace)).toEqual([]);
  });

  test('with -vv is what all modules print, parameters once each, queries and batches with their times', async () => {
    const told = await run(2);
    expect(told.named('write')[0]?.output?.stdout).toBe('checked');
    expect(traces(told, 'parameters').match(/content: "one"/g)).toHaveLength(1);
    expect(traces(told, 'queries')).toMatch(/^stat: /m);
    expect(told.events.filter(isTrace).find(({ what }) => what === 'batch')?.ms).toBeGreaterThanOrEqual(0);
    expect(traces(told, 'script')).toBe('');
  });

  test('with -vvv is also the scripts', async () => {
    expect(traces(await run(3), 'script')).toMatch(/echo out; echo err/);
  });

  test('is never what no_log hides', async () => {
    const told = await run(3);
    expect(told.named('hide')[0]?.output).toBeUndefined();
    expect(JSON.stringify(told.events)).not.toMatch(/hushed/);
  });
});
