import { describe, expect, test } from '@jest/globals';
import { expression, file } from './fixtures.ts';

const namesOf = (compiled: ReturnType<typeof expression>): string =>
  compiled.identifiers.map(({ name, guarded }) => (guarded ? `${name}?` : name)).join(' ');

describe('the free names of', () => {
  test.each([
    ['a + b.c[d]', 'a b d'],
    ['list.map((a, [b, { c, d: e = f }], ...g) => a + b + c + e + g + h)', 'list f h'],
    ['list.map((a) => a) + a', 'list a'],
    ['list.map((x) => { const y = x + z; return y + w; })', 'list z w'],
    ['defined(a) && a.b', 'a? a?'],
    ["defined('a') && a", 'a? a?'],
    ['defined(a.b) ? a.b : c', 'a? a? c'],
    ['!defined(a) || a', 'a? a?'],
    ['defined(a) || a', 'a? a'],
    ['defined(a) && defined(b) && a + b', 'a? b? a? b?'],
    ["typeof a !== 'undefined' && a", 'a? a?'],
    ["typeof a === 'undefined' || a", 'a? a?'],
    ['a ?? b', 'a? b'],
    ['a.b ?? c', 'a c'],
    ['a?.b', 'a?'],
    ['[undefined, NaN, Infinity, Math.PI, Number("1"), omit]', ''],
    ['env("A") + file', 'file?'],
    ['({ a, b: c, [d]: 1 })', 'a c d'],
    ['`${a}`', 'a'],
    ['\\u0061', 'a'],
  ])('%s', (text, expected) => {
    expect(namesOf(expression(text))).toBe(expected);
  });

  test.each([
    ['<% const a = b %><%= a %><%= c %>', 'b c'],
    ['<% for (const [a] of b) { %><%= a %><% } %><%= a %>', 'b a'],
    ['<% if (defined(a)) { %><%= a %><% } else { %><%= a %><% } %>', 'a? a? a'],
    ['<% a.forEach((b) => { const c = d; %><%= b + c %><% }) %><%= c %>', 'a d c'],
    ['<%= a %><% const a = 1 %><%= a %>', 'a'],
    ['<% const a = a ?? 1 %>', 'a?'],
    ['<%# a %><%% b %>', ''],
  ])('%s', (text, expected) => {
    expect(namesOf(file(text))).toBe(expected);
  });

  test('have their places', () => {
    expect(expression('ab + cd').identifiers.map(({ range }) => [range.start, range.end])).toEqual([
      [0, 2],
      [5, 7],
    ]);
  });
});

test.each<[string, string[]]>([
  ['defined(a) && b', ['a']],
  ['defined(a) && defined("b")', ['a', 'b']],
  ['defined(a) || defined(b)', []],
  ['!(!defined(a) || b)', ['a']],
])('%s ensures %j', (text, names) => {
  expect(expression(text).ensures).toEqual(names);
});
