import { describe, expect, test } from '@jest/globals';
import { compileRegex, regex, replaceAll } from '../../src/modules/lib/python-regex.ts';

describe('a pattern in Python means the same', () => {
  test.each([
    ['named groups', '(?P<a>x)(?P=a)', 'xx', true],
    ['flags at the start', '(?i)abc', 'ABC', true],
    ['the very beginning', '\\Ab', 'a\nb', false],
    ['the very end', 'a\\Z', 'a\n', false],
    ['a bracket that begins a class', '^[]x]+$', ']x', true],
    ['a bracket that begins a negated class', '^[^]]$', ']', false],
    ['a bracket in a class', '^[[]$', '[', true],
    ['a class that holds what looks like the end of text', '^[\\]\\A]$', ']', true],
    ['escapes of what needs none', '^\\#\\-\\ \\"$', '#- "', true],
    ['a count without a minimum', '^a{,2}$', '', true],
    ['a brace that counts nothing', '^{mark}$', '{mark}', true],
    ['a comment', 'a(?#never)b', 'ab', true],
  ])('%s', (_, pattern, text, matches) => {
    expect(compileRegex(pattern).test(text)).toBe(matches);
  });
});

test.each([
  ['a(', 'unterminated group'],
  ['*a', 'nothing to repeat'],
  ['(?x) a b', 'invalid group'],
])('%s is refused', (pattern, reason) => {
  const { error } = regex().safeParse(pattern);
  expect(error?.issues[0]?.message).toBe(`is not a regular expression: ${reason}`);
});

test.each([
  ['(\\w)(\\d)?', 'a1', '<\\2\\1>', '<1a>'],
  ['(\\w)(\\d)?', 'a', '<\\2>', '<>'],
  ['(?P<k>a)', 'a', '\\g<k>\\g<1>0', 'aa0'],
  ['a', 'aa', '\\\\n\\n$1$&', '\\n\n$1$&\\n\n$1$&'],
  ['x*', 'ax', '-', '-a--'],
])('%s in %s becomes %s: %s', (pattern, text, template, replaced) => {
  expect(replaceAll(text, compileRegex(pattern), template).text).toBe(replaced);
});
