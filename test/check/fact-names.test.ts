import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FACT_NAMES, misspeltFact } from '../../src/check/fact-names.ts';

test('the facts that are known are those that are asked for', () => {
  const text = ['facts', 'facts-parse', 'facts-network'].map((name) =>
    readFileSync(`src/query/facts/${name}.ts`, 'utf8'),
  );
  const asked = text.join('').match(/\bansible_[a-z0-9_]+/g) ?? [];
  const names = new Set(asked.map((name) => name.slice('ansible_'.length)).filter((name) => !name.endsWith('_')));
  expect([...FACT_NAMES].sort()).toEqual([...names].sort());
});

test.each([
  ['distribtion', 'distribution'],
  ['os_famly', 'os_family'],
  ['eth0', undefined],
  ['default_ipv6', undefined],
  ['my_own', undefined],
])('%s', (name, meant) => {
  expect(misspeltFact(name)).toBe(meant);
});
