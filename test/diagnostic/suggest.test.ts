import { expect, test } from '@jest/globals';
import { nearest } from '../../src/diagnostic/suggest.ts';

test.each<[string, string | undefined]>([
  ['prot', 'port'],
  ['opts', undefined],
  ['por', 'port'],
  ['port', 'port'],
  ['PORT', 'port'],
  ['xy', undefined],
])('nearest to %s is %s', (word, expected) => {
  expect(nearest(word, ['port', 'listen'])).toBe(expected);
});
