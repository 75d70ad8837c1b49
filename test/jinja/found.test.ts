import { expect, test } from '@jest/globals';
import { evaluateCase } from './evaluate-case.ts';

test.each([
  ["{{ 'ab1' | regex_search('[0-9]+') }}{{ '1x' | regex_replace('[0-9]+', 'X') }}", '1Xx'],
  ["{{ '[1, 2]' + ',' }}", [[1, 2]]],
])('%s', (t, expected) => {
  expect(evaluateCase({ t, k: 'value', v: {} })).toEqual(['ok', expected]);
});
