import { describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import type { EngineEvent } from '../../src/engine/events.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { createReporter } from '../../src/report/create-reporter.ts';
import { EVENT_SCHEMAS } from '../../src/report/events/events-schema.ts';
import { Capture, replay } from './capture.ts';
import { everyEvent } from './every-event.ts';
import { task } from './run-fixture.ts';
import { scratchPath } from './scratch.ts';

type Written = EngineEvent & { readonly at: string };

const readLines = (path: string): Written[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Written);

const TIMED: ReadonlySet<string> = new Set(['run.started', 'run.finished']);

/** As they were told, where not all have the time. */
const readEvents = (path: string): EngineEvent[] =>
  readLines(path).map(({ at, ...event }) => (TIMED.has(event.event) ? { at, ...event } : event) as EngineEvent);

describe('--events', () => {
  test('contains every event unchanged, valid against the schema', async () => {
    const eventsFile = scratchPath('events.ndjson');
    const events = everyEvent('line one\nüñí "two"\x1b[0m');
    await replay(events, { eventsFile });
    const read = readEvents(eventsFile);
    expect(read).toEqual(events);
    for (const event of readLines(eventsFile)) EVENT_SCHEMAS[event.event].parse(event);
    expect(new Set(read.map(({ event }) => event))).toEqual(new Set(Object.keys(EVENT_SCHEMAS)));
  });

  test('is written as things happen, over what was there', async () => {
    const eventsFile = scratchPath('events.ndjson');
    writeFileSync(eventsFile, '{"event":"old"}\n'.repeat(1000));
    const streams = { stdout: new Capture(), stderr: new Capture(), env: {} };
    const options = { format: 'plain', mode: 'apply', withDiff: false, verbosity: 0, mask: String } as const;
    const reporter = await createReporter({ ...options, ...streams, eventsFile });
    reporter.sink(task('a', 'ok'));
    expect(readEvents(eventsFile)).toEqual([task('a', 'ok')]);
    await reporter.close();
  });

  test('describes values that JSON cannot express', async () => {
    const eventsFile = scratchPath('events.ndjson');
    const change = { attribute: 'value', before: Buffer.from('abc'), after: new Unknown('not run') };
    await replay([task('a', 'may-change', { changes: [change] })], { eventsFile });
    expect(readEvents(eventsFile)).toEqual([
      task('a', 'may-change', { changes: [{ attribute: 'value', before: '(3 bytes)', after: '(not known yet)' }] }),
    ]);
  });

  test('that cannot be opened is refused before the run', async () => {
    await expect(async () => replay([], { eventsFile: '/nonexistent/events' })).rejects.toThrow(
      '--events /nonexistent/events cannot be written',
    );
  });

  test('that breaks in the middle stops nothing else', async () => {
    const { stdout, stderr, broken } = await replay([task('a', 'changed'), task('b', 'changed')], {
      eventsFile: '/dev/full',
    });
    expect(broken).toEqual(['events in /dev/full']);
    expect(stdout).toContain('nginx : a\n');
    expect(stdout).toContain('nginx : b\n');
    expect(stderr).toMatch(/^warning: events in \/dev\/full stopped: .*no space left on device.*\n$/);
  });
});
