import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInput } from '../../src/diagnostic/diagnostic.ts';
import { checkPlan } from '../../src/plan-file/check-plan.ts';
import { decryptTexts, derivePlanKeys, encryptTexts } from '../../src/plan-file/plan-keys.ts';
import type { PlanSecret } from '../../src/plan-file/plan-keys.ts';
import type { Plan } from '../../src/plan-file/plan-schema.ts';
import { looksLikePlan } from '../../src/plan-file/looks-like-plan.ts';
import { readPlan, readSealedPlan } from '../../src/plan-file/read-plan.ts';
import { renderPlan } from '../../src/plan-file/render-plan.ts';
import { loadUserKey } from '../../src/plan-file/user-key.ts';
import { checkPlanPath, writePlan } from '../../src/plan-file/write-plan.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provision-plan-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string): string => join(directory, name);
const secret: PlanSecret = { kind: 'vault', label: 'prod team', bytes: Buffer.from('password') };
const salt = Buffer.alloc(16, 7);
const keys = derivePlanKeys(secret, salt);
const task = { id: 't', name: 'Write', module: 'copy', role: 'web', file: 'roles/web/tasks/main.yml', line: 3 };
const changes = [{ attribute: 'mode', before: null, after: '0644', digest: 'x' }];
const PLAN: Plan = {
  version: 1,
  program: '0.1.0',
  project: 'shop-1',
  directory: '',
  run: 'r1',
  by: 'ann@desk',
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-02T00:00:00.000Z',
  selection: { playbook: 'site', inventory: ['prod'] },
  files: {},
  hosts: {
    web1: { status: 'planned', steps: [{ key: 'k', play: 'p', task, kind: 'change', changes }] },
    web2: { status: 'planned', steps: [] },
    web3: { status: 'incomplete', problem: 'unreachable: no route', steps: [] },
  },
};

const save = (path = at('a.plan')): string => {
  writePlan(path, PLAN, { secret, salt, keys });
  return path;
};

/** The summary of the mistake that work ends with. */
function mistake(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.diagnostics.map(({ summary }) => summary).join();
    throw error;
  }
  return 'none';
}

describe('the file', () => {
  test('is read as it was written, and only its user can read it', () => {
    const path = save();
    expect(readSealedPlan(path, [secret]).plan).toEqual(PLAN);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(looksLikePlan(path)).toBe(true);
  });

  test('is read by who has no key, without a word on its seal', () => {
    expect(readPlan(save(), [])).toMatchObject({ plan: PLAN, keys: undefined, sealedWith: { label: 'prod team' } });
  });

  const edit = (change: (bytes: Buffer) => Buffer) => (path: string) => writeFileSync(path, change(readFileSync(path)));
  test.each<[string, (path: string) => void, string]>([
    [
      'a byte of it',
      edit((bytes) => Buffer.from(bytes.toString().replace('0644', '0666'))),
      'The seal of .* does not hold: the file has been changed',
    ],
    ['its salt', edit((bytes) => Buffer.from(bytes.toString().replace('BwcH', 'BwcI'))), 'does not hold'],
    [
      'its label',
      edit((bytes) => Buffer.from(bytes.toString().replace('prod%20team', 'dev'))),
      'the vault password "dev", and it was not given',
    ],
    ['its format', edit((bytes) => Buffer.from(bytes.toString().replace('plan 1', 'plan 2'))), 'is a plan of format 2'],
    ['its end', edit((bytes) => bytes.subarray(0, 300)), 'is incomplete: its end is missing'],
    ['nearly all of it', edit((bytes) => bytes.subarray(0, 30)), 'is not a plan|is damaged'],
    ['all of it', edit(() => Buffer.alloc(0)), 'is empty'],
    ['it by another', edit(() => Buffer.from('- hosts: all\n')), 'is not a plan of provision'],
    ['it by a file of a seal and no plan', edit((bytes) => Buffer.concat([bytes, bytes])), 'does not hold'],
  ])('a change of %s is detected', (_, change, expected) => {
    const path = save();
    change(path);
    expect(mistake(() => readSealedPlan(path, [secret]))).toMatch(new RegExp(expected));
  });

  test('a link is neither read nor replaced', () => {
    symlinkSync(save(), at('link'));
    expect(mistake(() => readPlan(at('link'), [secret]))).toMatch('is a link');
    expect(mistake(() => checkPlanPath(at('link')))).toMatch('is not a regular file');
    expect(mistake(() => save(at('link')))).toMatch('is not a regular file');
  });

  test.each([
    ['a directory', '.', 'it is a directory'],
    ['nothing', 'missing', 'it does not exist'],
  ])('%s is no plan', (_, name, expected) => {
    expect(mistake(() => readPlan(at(name), [secret]))).toMatch(expected);
  });

  test('another password does not open it', () => {
    const other = { ...secret, bytes: Buffer.from('other') };
    expect(mistake(() => readSealedPlan(save(), [other]))).toMatch('the vault password "prod team" is another one');
    expect(readSealedPlan(save(), [other, secret]).plan).toEqual(PLAN);
  });
});

test.each([
  ['another project', { project: 'x' }, 'is a plan of the project shop-1, and this is x'],
  ['another version', { program: '0.2.0' }, 'was made by version 0.1.0, and this is 0.2.0'],
  ['another directory', { directory: 'sub' }, "was made in the project's own directory, and this is sub"],
  ['another day', { now: new Date('2026-01-02T00:00:00Z') }, 'has expired: it was good until 2026-01-02'],
  ['what it is for', {}, 'none'],
])('a plan in %s', (_, change, expected) => {
  const setting = {
    program: '0.1.0',
    project: 'shop-1',
    directory: '',
    now: new Date('2026-01-01T12:00:00Z'),
    ...change,
  };
  expect(mistake(() => checkPlan(PLAN, 'a.plan', setting))).toMatch(expected);
});

describe('encrypted data', () => {
  test('is opened with the key, and hidden without', () => {
    const sealed = encryptTexts(['password=hunter2'], keys);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('hunter2');
    expect(decryptTexts(sealed, keys)).toEqual(['password=hunter2']);
    expect(() => decryptTexts(sealed, derivePlanKeys(secret, Buffer.alloc(16, 8)))).toThrow();
  });
});

describe("the user's key", () => {
  test('is made at first use, and is the same from then on', () => {
    const key = loadUserKey(at('deep/plan.key'));
    expect(key.length).toBe(32);
    expect(loadUserKey(at('deep/plan.key'))).toEqual(key);
    expect(statSync(at('deep/plan.key')).mode & 0o777).toBe(0o600);
  });

  test('that others can read, a link, or a damaged one is refused', () => {
    loadUserKey(at('plan.key'));
    symlinkSync(at('plan.key'), at('link.key'));
    expect(mistake(() => loadUserKey(at('link.key')))).toMatch('it is a link');
    chmodSync(at('plan.key'), 0o640);
    expect(mistake(() => loadUserKey(at('plan.key')))).toMatch('can be read by others');
    writeFileSync(at('short.key'), 'abc', { mode: 0o600 });
    expect(mistake(() => loadUserKey(at('short.key')))).toMatch('is damaged');
  });
});

test('shows the changes of each host', () => {
  expect(renderPlan(PLAN, 'unchanged').slice(3)).toEqual([
    '',
    'web1: 1 to change',
    '  ~ web : Write (roles/web/tasks/main.yml:3)',
    '      mode: (none) -> 0644',
    '',
    'web2: as declared',
    '',
    'web3: nothing is done here: unreachable: no route',
    '',
    'Plan: 1 to change, on 1 of 3 hosts. ~ change, ! run, ? may change',
  ]);
});
