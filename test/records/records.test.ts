import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineEvent, HostRecap, TaskFinished } from '../../src/engine/events.ts';
import { NO_RECAP } from '../../src/engine/host/no-recap.ts';
import { compareRuns } from '../../src/records/compare-runs.ts';
import { noteFailedHosts } from '../../src/records/failed-hosts.ts';
import { MOST_RUNS } from '../../src/records/prune-runs.ts';
import { loadRun, loadRuns } from '../../src/records/recorded-run.ts';
import { RunRecord } from '../../src/records/run-record.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'provision-records-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const task = { id: 't', name: 'Write', module: 'copy', file: 'site.yml', line: 3 };
const result = (host: string, status: TaskFinished['status']): EngineEvent => ({
  event: 'task.finished',
  host,
  play: 'p',
  node: `p@${host}`,
  task,
  status,
  changes: [],
  ms: 1,
});
const recap = (status: HostRecap['status']): HostRecap => ({
  ...NO_RECAP,
  status,
  changed: 1,
  roundTrips: 1,
});
const start = (run: string): EngineEvent => ({
  event: 'run.started',
  version: 1,
  run,
  at: '2026-01-31T12:00:00.000Z',
  by: 'ann@desk',
  mode: 'apply',
  playbook: 'site.yml',
  inventory: [],
  hosts: ['web1'],
  nodes: 1,
});
const end = (run: string, status: HostRecap['status'] = 'changed'): EngineEvent => ({
  event: 'run.finished',
  run,
  at: '2026-01-31T12:00:05.000Z',
  ms: 5000,
  mode: 'apply',
  hosts: { web1: recap(status) },
  next: [],
  exitCode: status === 'failed' ? 1 : 0,
});

function record(events: readonly EngineEvent[], warnings: string[] = []): void {
  const one = new RunRecord({ root, warn: (message) => warnings.push(message) });
  for (const event of events) if (!one.skim(event)) one.handle(event);
  one.close();
}

const ID = '20260131T120000Z-aaaaaa';
const OTHER = '20260131T130000Z-bbbbbb';
const runs = (): string => join(root, '.provision', 'runs');

describe('a record', () => {
  test('is private, and without what was as declared', () => {
    record([start(ID), result('web1', 'ok'), result('web1', 'changed'), end(ID)]);
    const path = join(runs(), `${ID}.ndjson`);
    expect([statSync(path).mode & 0o777, statSync(runs()).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readFileSync(join(root, '.provision', '.gitignore'), 'utf8')).toBe('*\n');
    const kinds = loadRun(root, 'last').events.map((event) => ('status' in event ? event.status : event.event));
    expect(kinds).toEqual(['run.started', 'changed', 'run.finished']);
  });

  test('of a run that was killed is read up to there', () => {
    record([start(ID), result('web1', 'changed')]);
    const path = join(runs(), `${ID}.ndjson`);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20));
    expect(loadRun(root, ID)).toMatchObject({ finished: undefined, events: [{ event: 'run.started' }] });
  });

  test('that cannot be written is warned of once', () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, '.provision'));
    const warnings: string[] = [];
    record([start(ID), result('web1', 'changed'), end(ID)], warnings);
    expect(warnings).toEqual([expect.stringContaining('the run is not recorded')]);
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  test(`is one of the newest ${MOST_RUNS}`, () => {
    mkdirSync(runs(), { recursive: true });
    const names = Array.from({ length: MOST_RUNS + 5 }, (_, i) => `20250101T${String(100000 + i)}Z-cccccc.ndjson`);
    for (const name of names) writeFileSync(join(runs(), name), '');
    record([start(ID), end(ID)]);
    expect(readdirSync(runs())).toHaveLength(MOST_RUNS);
    expect(readdirSync(runs()).sort().at(-1)).toBe(`${ID}.ndjson`);
  });
});

test('a run is found by parts of its id, and suggested', () => {
  record([start(ID), end(ID)]);
  record([start(OTHER), end(OTHER, 'failed')]);
  expect(loadRuns(root).map(({ id }) => id)).toEqual([OTHER, ID]);
  expect([loadRun(root, 'last').id, loadRun(root, 'aaaaaa').id, loadRun(root, '20260131T13').id]).toEqual([
    OTHER,
    ID,
    OTHER,
  ]);
  expect(() => loadRun(root, '2026')).toThrow();
  expect(() => loadRun(root, 'zzz')).toThrow();
});

test('two runs are compared', () => {
  record([start(ID), result('web1', 'changed'), end(ID)]);
  record([start(OTHER), result('web1', 'failed'), end(OTHER, 'failed')]);
  expect(compareRuns(loadRun(root, ID), loadRun(root, OTHER)).slice(2)).toEqual([
    '',
    'Hosts with different results',
    '  web1: changed -> failed',
    '',
    `Only in ${ID}`,
    '  web1  Write (site.yml:3): changed',
    '',
    `Only in ${OTHER}`,
    '  web1  Write (site.yml:3): failed',
  ]);
});

describe('hosts that failed', () => {
  const failed = (): string => readFileSync(join(root, '.provision', 'failed'), 'utf8');

  test('are noted for --limit, without those that need a new plan', () => {
    noteFailedHosts(root, ID, {
      web1: recap('failed'),
      web2: recap('changed'),
      web3: recap('unreachable'),
      web4: recap('drifted'),
    });
    expect(failed()).toBe(`# hosts that did not succeed in ${ID}\nweb1\nweb3\n`);
  });

  test('are forgotten once all of them have succeeded', () => {
    noteFailedHosts(root, ID, { web1: recap('failed') });
    noteFailedHosts(root, OTHER, { web2: recap('ok') });
    expect(failed()).toContain('web1');
    noteFailedHosts(root, OTHER, { web1: recap('ok') });
    expect(failed).toThrow();
  });
});
