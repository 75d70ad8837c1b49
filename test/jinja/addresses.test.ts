import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { evaluateCase } from './evaluate-case.ts';

/** Expressions of addresses with a value `v`, and what ansible.utils 2.9 gives. */
const cases = JSON.parse(readFileSync(new URL('addresses.json', import.meta.url), 'utf8')) as readonly [
  string,
  unknown,
  unknown,
][];

test.each(cases)('%s with %j', (t, v, expected) => {
  expect(evaluateCase({ t, k: t.startsWith('{{') ? 'value' : 'condition', v: { v } })).toEqual(['ok', expected]);
});

test.each([
  [
    "{{ v | json_query('a[?b > `1`].c') }}",
    {
      a: [
        { b: 1, c: 'x' },
        { b: 2, c: 'y' },
      ],
    },
    ['y'],
  ],
  ["{{ v | community.general.json_query('a.b') | default('none', true) }}", {}, 'none'],
])('%s', (t, v, expected) => {
  expect(evaluateCase({ t, k: 'value', v: { v } })).toEqual(['ok', expected]);
});

test.each(["{{ v | json_query('a[') }}", "{{ v | ipaddr('nosuch') }}", "{{ 5 | ipaddr('unicast') }}"])(
  '%s is refused with its reason',
  (t) => {
    expect(evaluateCase({ t, k: 'value', v: { v: '10.0.0.1' } })[0]).toBe('err');
  },
);
