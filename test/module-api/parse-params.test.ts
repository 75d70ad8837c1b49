import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { defineRead } from '../../src/module-api/define-module.ts';
import { fileNotTaken } from '../../src/module-api/file-attributes.ts';
import { leftOut, selinuxParams } from '../../src/module-api/not-taken.ts';
import { bool, integer, path, text, textList } from '../../src/module-api/params.ts';
import { secretParams } from '../../src/module-api/param-meta.ts';
import { checkParams, parseParams } from '../../src/module-api/parse-params.ts';
import { Unknown } from '../../src/values/unknown.ts';

const module = defineRead({
  name: 'sample',
  summary: 'A sample.',
  params: z
    .strictObject({
      path: path().describe('Where it is.'),
      state: z.enum(['present', 'absent']).default('present').describe('State.'),
      size: integer().optional().describe('Size.'),
      force: bool().default(false).describe('Force.'),
      names: textList().optional().describe('Names.'),
      password: text().meta({ secret: true }).optional().describe('Password.'),
      key: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .describe('Key.'),
      port: z.int().min(1).max(65535).optional().describe('Port.'),
      env: z.strictObject({ home: text() }).optional().describe('Environment.'),
      note: z.unknown().optional().describe('Note.'),
    })
    .refine((p) => p.state === 'present' || p.size === undefined, {
      path: ['size'],
      message: 'can be given with state: present only',
    }),
  aliases: { dest: 'path' },
  notTaken: {
    states: 'Give state.',
    context: leftOut('nothing depends on it.'),
    'follow=false': leftOut('links are never followed.'),
    follow: 'Give path the target.',
    'state=latest': 'Give present, and a version.',
  },
  examples: [],
  queries: () => ({}),
  result: () => ({}),
});

const issuesOf = (raw: Record<string, unknown>) => {
  const parsed = parseParams(module, raw);
  return parsed.ok ? [] : parsed.issues;
};

test('values are coerced, defaults filled in and aliases resolved', () => {
  const parsed = parseParams(module, { dest: '/a/', size: '12', force: 'yes', names: 'a, b', state: null });
  const params = { path: '/a', size: 12, force: true, names: ['a', 'b'], state: 'present' };
  expect(parsed.ok && parsed.params).toEqual(params);
});

test('null stays where the parameter takes one', () => {
  expect(parseParams(module, { path: '/a', note: null })).toMatchObject({ params: { note: null } });
});

describe('a mistake is explained', () => {
  test.each([
    [
      'an unknown key near a known one',
      { path: '/a', stat: 'x' },
      'unknown-param',
      'stat is not a parameter of sample',
      'Did you mean state?',
    ],
    [
      'an unknown key near an alias',
      { path: '/a', dst: 'x' },
      'unknown-param',
      'dst is not a parameter of sample',
      'Did you mean dest?',
    ],
    [
      'a key that Ansible has',
      { path: '/a', states: 'x' },
      'unknown-param',
      "states of Ansible's sample is not supported",
      'Give state.',
    ],
    [
      'a value that Ansible has',
      { path: '/a', state: 'latest' },
      'wrong-value',
      'state must be one of present, absent',
      'Give present, and a version.',
    ],
    [
      'an unknown key near none',
      { path: '/a', zzzzzz: 'x' },
      'unknown-param',
      'zzzzzz is not',
      'sample takes env, force, key',
    ],
    ['a missing key', {}, 'missing-param', 'sample needs path', 'path: Where it is.'],
    ['a key of null', { path: null }, 'missing-param', 'sample needs path', ''],
    [
      'a choice',
      { path: '/a', state: 'presnt' },
      'wrong-value',
      'state must be one of present, absent',
      'Did you mean present?',
    ],
    ['a number', { path: '/a', size: 'big' }, 'wrong-value', 'size must be a whole number', ''],
    ['a boolean', { path: '/a', force: 'maybe' }, 'wrong-value', 'force must be yes or no', ''],
    ['a pattern', { path: 'a' }, 'wrong-value', 'path must be an absolute path', ''],
    ['a union', { path: '/a', key: 5 }, 'wrong-value', 'key must be text, or must be a list', ''],
    ['a range', { path: '/a', port: 70000 }, 'wrong-value', 'port must be at most 65535', ''],
    [
      'a rule between keys',
      { path: '/a', state: 'absent', size: 1 },
      'wrong-value',
      'size can be given with state',
      '',
    ],
    ['an item of a list', { path: '/a', names: [{}] }, 'wrong-value', 'names[0] must be text', ''],
    ['a missing key inside', { path: '/a', env: {} }, 'missing-param', 'sample needs env.home', ''],
    [
      'an unknown key inside',
      { path: '/a', env: { home: 'x', hme: 1 } },
      'unknown-param',
      'env of sample has no key hme',
      '',
    ],
    ['an alias beside its name', { path: '/a', dest: '/b' }, 'wrong-value', 'dest is another name of path', ''],
  ])('%s', (_, raw, code, message, suggestion) => {
    const issues = issuesOf(raw);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.code).toBe(code);
    expect(issues[0]?.message).toContain(message);
    expect(issues[0]?.suggestion ?? '').toContain(suggestion);
  });
});

test('all mistakes are reported at once, without any value', () => {
  const issues = issuesOf({ password: ['hunter22'], size: 'hunter22', stat: 'hunter22' });
  expect(issues.map((issue) => issue.code).sort()).toEqual([
    'missing-param',
    'unknown-param',
    'wrong-value',
    'wrong-value',
  ]);
  expect(JSON.stringify(issues)).not.toContain('hunter22');
});

test('an unknown value is accepted, a known one is checked', () => {
  const unknown = new Unknown('not run');
  expect(checkParams(module, { path: unknown, names: ['a', unknown], state: unknown, env: { home: unknown } })).toEqual(
    [],
  );
  expect(checkParams(module, { path: unknown, size: 'x', oops: unknown })).toMatchObject([
    { key: 'size', code: 'wrong-value' },
    { key: 'oops', code: 'unknown-param' },
  ]);
});

test('a secret parameter is known through its wrappers', () => {
  expect(secretParams(module.params)).toEqual(['password']);
});

test('what Ansible takes and is to be left out here is reported before the run, and passed over in it', () => {
  expect(checkParams(module, { path: '/a', context: 'x' })).toMatchObject([{ key: 'context', code: 'idle-param' }]);
  expect(parseParams(module, { path: '/a', context: 'x' })).toMatchObject({ ok: true });
  expect(parseParams(module, { path: '/a', states: 'x' })).toMatchObject({ ok: false });
});

test.each(['no', false, 'False'])('a value without effect is passed over, however it is written: %p', (follow) => {
  expect(parseParams(module, { path: '/a', follow })).toMatchObject({ ok: true });
});

test('another value of it is refused, and one that is not known is too', () => {
  expect(parseParams(module, { path: '/a', follow: 'yes' })).toMatchObject({
    issues: [{ key: 'follow', code: 'unknown-param', suggestion: 'Give path the target.' }],
  });
  expect(checkParams(module, { path: '/a', follow: new Unknown('a host') })).toMatchObject([{ code: 'unknown-param' }]);
});

test('parameters that need SELinux are marked', () => {
  expect(selinuxParams({ notTaken: fileNotTaken }, { setype: 'etc_t', unsafe_writes: true, serole: null })).toEqual([
    'setype',
  ]);
});
