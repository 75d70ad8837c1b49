import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { canonical, evaluateCase } from './evaluate-case.ts';
import type { Case } from './evaluate-case.ts';

type Answer = readonly [text: string, answer: unknown, kind?: Case['k']];

/** Texts and what Ansible 2.14 gives for them, in UTC; `write-answers.py` asks it. */
const answersOf = (file: string): readonly Answer[] =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly Answer[];

/** What reads the zone of the machine. */
const LOCAL = /\| strftime\([^,]*\)|timestamp/;
const isUtc = new Date(0).getTimezoneOffset() === 0;

test.each([
  ['filters of dates and of community.general', 'collections.json', 400],
  ['odd numbers, letters, groups and forms of YAML', 'odd.json', 20],
])('%s give what Ansible gives', (_, file, least) => {
  const cases = answersOf(file);
  const others = cases
    .filter(([t]) => isUtc || !LOCAL.test(t))
    .map(([t, expected, k = 'value']) => ({ t, expected, outcome: evaluateCase({ t, k, v: {} }) }))
    .filter(({ expected, outcome }) => canonical(outcome) !== canonical(['ok', expected]));
  expect(cases.length).toBeGreaterThan(least);
  expect(others).toEqual([]);
});

test.each([
  ["{{ '2020-02-30' | to_datetime('%Y-%m-%d') }}", 'day is out of range'],
  ["{{ 'x' | to_datetime }}", 'does not match'],
  ["{{ '%Y' | strftime }}", 'another value each time'],
  ["{{ '%Q' | strftime(0) }}", 'does not know %Q'],
  ["{{ '%Y' | strftime('x') }}", 'takes seconds'],
  ["{{ '1.5h' | community.general.to_minutes }}", 'cannot read'],
  ['{{ [1] | to_yaml(canonical=true) }}', 'canonical is not known'],
  ["{{ [1] | to_yaml(default_style='|') }}", 'default_style is'],
  ["{{ [(1, 2)] | json_query('[0][1]') }}", 'tuples, ranges and views'],
  ['{{ 10**400 * 1.0 }}', 'too large to convert'],
  ['{{ 10**400 / 3 }}', 'too large for a float'],
  ["{{ [{'n': 1}, {'n': 1}] | community.general.groupby_as_dict('n') }}", 'same value'],
  ["{{ '5' | community.general.random_mac(seed='x') }}", 'two hex digits'],
  ["{{ {'a': 1} | community.general.counter }}", 'a list or a text'],
])('%s is an error: %s', (t, message) => {
  expect(evaluateCase({ t, k: 'value', v: {} })).toEqual(['err', expect.stringContaining(message)]);
});
