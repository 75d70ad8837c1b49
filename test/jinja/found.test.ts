import { expect, test } from '@jest/globals';
import { evaluateCase } from './evaluate-case.ts';

test.each([
  ["{{ 'ab1' | regex_search('[0-9]+') }}{{ '1x' | regex_replace('[0-9]+', 'X') }}", '1Xx'],
  ["{{ '[1, 2]' + ',' }}", [[1, 2]]],
  [String.raw`{{ 'HA-Proxy 2.6' | regex_replace('^HA\-?Proxy[ \-]', '') }}`, '2.6'],
])('%s', (t, expected) => {
  expect(evaluateCase({ t, k: 'value', v: {} })).toEqual(['ok', expected]);
});

const onHost = (t: string, name = 'web1') => evaluateCase({ t, k: 'value', v: { inventory_hostname: name } });

test.each([
  '{{ 59 | random }}',
  "{{ ['one', 'two', 'three', 'four', 'five', 'six'] | shuffle | join }}",
  "{{ 'pw' | password_hash('sha512', rounds=1000) }}",
  "{{ 'pw' | password_hash('blowfish', rounds=4) }}",
])('%s is the same in each run, and another on another host', (t) => {
  const given = onHost(t);
  expect(given[0]).toBe('ok');
  expect(onHost(t)).toEqual(given);
  expect(onHost(t, 'web2')).not.toEqual(given);
});

test.each(["{{ 'abcdef' | random }}", "{{ ['a', 'b', 'c'] | shuffle }}", "{{ 'abc' | list | random }}"])(
  '%s may become a password, and needs a seed',
  (t) => {
    expect(onHost(t)).toEqual(['err', expect.stringContaining('would give another value each time')]);
  },
);
