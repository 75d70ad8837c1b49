import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonical, evaluateCase, readCases } from './evaluate-case.ts';
import type { Case } from './evaluate-case.ts';

/** What Ansible gives for the cases is written down by write-cases, so that it need not be there. */
const cases = readCases(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as readonly (Case & {
  r: unknown;
})[];

describe('Jinja evaluates as in Ansible', () => {
  test.each(['value', 'condition', 'file'] as const)('for each %s', (kind) => {
    const own = cases.filter(({ k }) => k === kind);
    expect(own.length).toBeGreaterThan(100);
    const outcomes = own.map((item) => ({ item, outcome: evaluateCase(item) }));
    const silent = outcomes.filter(
      ({ item, outcome }) => outcome[0] === 'ok' && canonical(outcome[1]) !== canonical(item.r),
    );
    const loud = outcomes.filter(({ outcome }) => outcome[0] === 'err');
    expect(silent.map(({ item, outcome }) => [item.t, item.r, outcome[1]])).toEqual([]);
    // what is refused, such as the order of the views of dicts, stands in docs/reference/jinja.md
    expect(loud.length / own.length).toBeLessThan(0.005);
  });
});
