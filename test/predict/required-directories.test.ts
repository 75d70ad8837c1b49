import { expect, test } from '@jest/globals';
import type { Module } from '../../src/module-api/module.ts';
import { parseParams } from '../../src/module-api/parse-params.ts';
import { Overlay } from '../../src/predict/overlay.ts';
import type { RenderedTask, TaskPlan } from '../../src/predict/plan-task.ts';
import { planTask } from '../../src/predict/plan-task.ts';
import { command } from '../../src/modules/command/command.ts';
import { opensslPrivatekey } from '../../src/modules/x509/openssl-privatekey.ts';
import { stat } from '../../src/query/files/stat.ts';
import type { StatAnswer } from '../../src/query/files/stat.ts';
import { testContext } from '../support/run-module.ts';

const MADE = { exists: true, mode: '0755', owner: 'root', group: 'root' } as const;
const LINK = { ...MADE, type: 'link', target: 'releases/7' } as const;
const ABSENT = { exists: false } as const;

const key = { module: opensslPrivatekey, params: { path: '/srv/app/a.key' } };
const run = { module: command, params: { cmd: 'true', chdir: '/srv/app' } };

/** A host where `/srv/app` and `/srv/releases/7` are as given, and nothing else is. */
function host(app: StatAnswer, release: StatAnswer = ABSENT): Overlay {
  return new Overlay(({ kind, args }) => {
    if (kind.name === 'way') return { links: [], end: args };
    if (kind.name !== 'stat') return ABSENT;
    if (args === '/srv/app') return app;
    return args === '/srv/releases/7' ? release : ABSENT;
  });
}

const plan = (
  { module, params }: { module: Module; params: Readonly<Record<string, unknown>> },
  overlay: Overlay,
): TaskPlan => planTask(render(module, params), overlay);

function render(module: Module, given: Readonly<Record<string, unknown>>): RenderedTask {
  const parsed = parseParams(module, given);
  if (!parsed.ok || parsed.bound.kind === 'control') throw new Error('wrong parameters');
  return { module, params: parsed.params, bound: parsed.bound, context: { ...testContext, checkMode: true } };
}

test.each([
  ['missing', ABSENT, 'the directory /srv/app does not exist'],
  ['a file', { ...MADE, type: 'file' }, '/srv/app is a file, not a directory'],
  ['a link to a file', { ...LINK, leadsTo: 'file' }, '/srv/app is a link to releases/7, which is not a directory'],
  ['a broken link', { ...LINK, leadsTo: 'nothing' }, '/srv/app is a link to releases/7, which does not exist'],
] as const)('a dry run sees that the directory is %s', (_, app, message) => {
  expect(plan(key, host(app))).toMatchObject({ status: 'failed', message });
  expect(plan(run, host(app))).toMatchObject({ status: 'failed', message });
});

test.each([
  ['a directory', { ...MADE, type: 'directory' }],
  ['a link to one', { ...LINK, leadsTo: 'directory' }],
  ['a link that nobody has followed', LINK],
] as const)('accepts %s', (_, app) => {
  expect(plan(key, host(app)).status).toBe('change');
  expect(plan(run, host(app)).status).toBe('change');
});

test('knows what an earlier task makes of it', () => {
  const later = host(ABSENT);
  later.record([{ query: stat('/srv/app'), answer: { ...MADE, type: 'directory' } }], { keys: [] }, 'a task');
  expect(plan(key, later).status).toBe('change');
  later.record([{ query: stat('/srv/app'), answer: { ...MADE, type: 'file' } }], { keys: [] }, 'another');
  expect(plan(key, later)).toMatchObject({ status: 'failed', message: '/srv/app is a file, not a directory' });
});

test('knows what an earlier task makes of what a link leads to', () => {
  const later = host({ ...LINK, leadsTo: 'nothing' });
  later.record([{ query: stat('/srv/releases/7'), answer: { ...MADE, type: 'directory' } }], { keys: [] }, 'a task');
  expect(plan(run, later).status).toBe('change');

  const removed = host({ ...LINK, leadsTo: 'directory' }, { ...MADE, type: 'directory' });
  removed.record([{ query: stat('/srv/releases/7'), answer: ABSENT }], { keys: [] }, 'a task');
  expect(plan(run, removed)).toMatchObject({ status: 'failed', message: expect.stringContaining('does not exist') });
});

test('leaves it open where a command may make it', () => {
  const later = host(ABSENT);
  later.record([], { keys: [], unlistedEffects: 'anything' }, 'a command');
  expect(plan(run, later)).toEqual({
    status: 'may-change',
    reason: 'the directory /srv/app does not exist, but an earlier change may alter that',
  });
});

test('does not query the directory if there is nothing to do', () => {
  const absent = { module: opensslPrivatekey, params: { path: '/srv/app/a.key', state: 'absent' } };
  expect(plan(absent, host(ABSENT)).status).toBe('ok');
});
