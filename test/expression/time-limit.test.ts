import { expect, test } from '@jest/globals';
import { expression, failure } from './fixtures.ts';

test.each([
  ["regex_match('a'.repeat(40) + '!', '^(a+)+$')", /took longer than 1 s/],
  ["regex_replace(text, '(a|a)+$', 'b')", /took longer than 1 s/],
  ["text.replace(/(a*)*$/, 'b').length", /took longer than 1 s/],
  ['range(5000).map((i) => range(5000).map((j) => text.slice(i, j)).length)', /took longer than 1 s/],
  ["range(60).reduce((all) => all + all, 'a').length", /Invalid string length/],
  ["'a'.repeat(100000000)", /at most 16777216 characters/],
])('an expression that would take for ever is an error: %s', (text, message) => {
  const start = performance.now();
  expect(failure(expression(text), { text: `${'a'.repeat(40)}!` }).summary).toMatch(message);
  expect(performance.now() - start).toBeLessThan(5000);
});
