import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { canonical, evaluateCase } from './evaluate-case.ts';

/** Expressions with filters of dates and of community.general, and what Ansible 2.14 gives, in UTC. */
const cases = JSON.parse(readFileSync(new URL('collections.json', import.meta.url), 'utf8')) as readonly [
  string,
  unknown,
][];

/** What reads the zone of the machine. */
const LOCAL = /\| strftime\([^,]*\)|timestamp/;
const isUtc = new Date(0).getTimezoneOffset() === 0;

test('filters of dates and of community.general give what Ansible gives', () => {
  const others = cases
    .filter(([t]) => isUtc || !LOCAL.test(t))
    .map(([t, expected]) => ({ t, expected, outcome: evaluateCase({ t, k: 'value', v: {} }) }))
    .filter(({ expected, outcome }) => canonical(outcome) !== canonical(['ok', expected]));
  expect(cases.length).toBeGreaterThan(400);
  expect(others).toEqual([]);
});

test.each([
  ["{{ '2020-02-30' | to_datetime('%Y-%m-%d') }}", 'day is out of range'],
  ["{{ 'x' | to_datetime }}", 'does not match'],
  ["{{ '%Y' | strftime }}", 'another value each time'],
  ["{{ '%Q' | strftime(0) }}", 'does not know %Q'],
  ["{{ '%Y' | strftime('x') }}", 'takes seconds'],
  ["{{ '1.5h' | community.general.to_minutes }}", 'cannot read'],
  ["{{ [{'n': 1}, {'n': 1}] | community.general.groupby_as_dict('n') }}", 'same value'],
  ["{{ '5' | community.general.random_mac(seed='x') }}", 'two hex digits'],
  ["{{ {'a': 1} | community.general.counter }}", 'a list or a text'],
])('%s is an error: %s', (t, message) => {
  expect(evaluateCase({ t, k: 'value', v: {} })).toEqual(['err', expect.stringContaining(message)]);
});
