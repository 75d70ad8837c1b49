import { describe, expect, test } from '@jest/globals';
import { Unknown } from '../../src/values/unknown.ts';
import { evaluate, expression, failure, placeOf, scopeOf } from './fixtures.ts';

const nginx = { port: 80, sites: [{ name: 'a' }, { name: 'b' }], tls: null };

describe('an expression', () => {
  test.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['-nginx.port', -80],
    ["'a' + 1 + true", 'a1true'],
    ['`p${nginx.port}`', 'p80'],
    ['nginx.port > 79 && nginx.port !== 81', true],
    ['nginx.sites[1].name', 'b'],
    ["nginx['port']", 80],
    ['nginx.sites.length', 2],
    ['nginx.sites.map((s) => s.name)', ['a', 'b']],
    ['nginx.sites.map(({ name }, i) => name + i)', ['a0', 'b1']],
    ["nginx.sites.map(({ name, kind = 'x' }) => name + kind)", ['ax', 'bx']],
    ['Object.entries({ a: 1 }).map(([k, v]) => `${k}=${v}`)', ['a=1']],
    ['nginx.sites.map((s) => { const n = s.name; return n; })', ['a', 'b']],
    ['nginx.sites.filter(({ name }) => name === "a").length', 1],
    ['[3, 20, 1].toSorted()', [1, 3, 20]],
    ['[1, ...[2, 3]]', [1, 2, 3]],
    ['({ ...{ a: 1 }, b: 2, ["c" + 1]: 3 })', { a: 1, b: 2, c1: 3 }],
    ['Math.max(1, 2)', 2],
    ["['1', '2'].map(Number)", [1, 2]],
    ["'port' in nginx", true],
    ["'prot' in nginx", false],
    ['nginx.port === 80 ? 1 : 2', 1],
    ['typeof nginx.port', 'number'],
    ['typeof nowhere', 'undefined'],
    ["/^a(.)/.exec('ab')[1]", 'b'],
    ['undefined', undefined],
    ["'a%b>c' // %> comment", 'a%b>c'],
  ])('%s', (text, expected) => {
    expect(evaluate(text, { nginx })).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ["nowhere ?? 'd'", 'd'],
    ["nowhere?.port ?? 'd'", 'd'],
    ["nginx?.prot ?? 'd'", 'd'],
    ["nginx.prot ?? 'd'", 'd'],
    ["nginx.prot?.x ?? 'd'", 'd'],
    ["nginx.tls?.cert.path ?? 'd'", 'd'],
    ["nginx.tls ?? 'd'", 'd'],
    ["nowhere ?? nginx.prot ?? 'd'", 'd'],
    ["nginx.sites[7] ?? 'd'", 'd'],
    ["nginx.prot?.includes('x') ?? 'd'", 'd'],
    ['nginx?.prot', undefined],
    ['nginx?.sites.length', 2],
  ])('%s takes what is missing for undefined', (text, expected) => {
    expect(evaluate(text, { nginx })).toEqual(expected);
  });

  test.each<[string, string, string, string | undefined]>([
    ['1 + ngnix.port', 'undefined-variable', 'a.yml:1:5', 'Did you mean nginx?'],
    ['nginx.prot', 'undefined-key', 'a.yml:1:7', 'Did you mean port?'],
    ["nginx.prot.x ?? 'd'", 'undefined-key', 'a.yml:1:7', 'Did you mean port?'],
    ['nginx.sites[2]', 'undefined-key', 'a.yml:1:13', undefined],
    ['nginx.tls.cert', 'undefined-key', 'a.yml:1:11', undefined],
    ["nginx.port > '8'", 'expression-failed', 'a.yml:1:1', 'A text becomes a number with int(text) or Number(text).'],
    ["'a' + nginx", 'expression-failed', 'a.yml:1:1', undefined],
    ['`${nginx.tls}`', 'not-printable', 'a.yml:1:4', "Give a default: value ?? 'default'."],
    ['nginx.toString()', 'expression-failed', 'a.yml:1:7', undefined],
    ["'port' in nginx.sites", 'expression-failed', 'a.yml:1:1', 'Write value.includes(item).'],
    ['nginx.sites.map(({ nmae }) => nmae)', 'undefined-key', 'a.yml:1:20', 'Did you mean name?'],
  ])('%s fails as %s', (text, code, place, suggestion) => {
    const diagnostic = failure(expression(text), { nginx });
    expect([diagnostic.code, placeOf(diagnostic), diagnostic.suggestion]).toEqual([code, place, suggestion]);
  });
});

describe('an Unknown', () => {
  const unknown = new Unknown('not run');
  const variables = { result: unknown, known: { stdout: unknown, rc: 0 }, list: [1, unknown] };

  test.each([
    'result',
    'result.stdout',
    'known.stdout + 1',
    'known.stdout ?? 1',
    'typeof result',
    '[1].map(() => result)[0]',
    'list.map((x) => x + 1)',
    'list[1]',
    'list.at(1)',
    'list.includes(3)',
    "list.join(',')",
    'JSON.stringify(known)',
    'defined(known.stdout)',
  ])('makes %s Unknown', (text) => {
    expect(evaluate(text, variables)).toBe(unknown);
  });

  test.each<[string, unknown]>([
    ['known.rc', 0],
    ['true || result', true],
    ['defined(result)', true],
    ['Object.keys(known).length', 2],
    ['list[0]', 1],
  ])('does not touch %s', (text, expected) => {
    expect(evaluate(text, variables)).toBe(expected);
  });

  test('stays where it is inside a whole value', () => {
    expect(expression('known').evaluate(scopeOf(variables))).toEqual({ stdout: unknown, rc: 0 });
  });
});
