import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expandHosts } from '../../src/inventory/sources/host-range.ts';

const namesOf = (pattern: string): readonly string[] | string => {
  const expanded = expandHosts(pattern);
  return expanded.problem ?? expanded.names;
};

describe('expandHosts', () => {
  test.each<[string, readonly string[], number | undefined]>([
    ['web1', ['web1'], undefined],
    ['web1:2222', ['web1'], 2222],
    ['web[08:11]', ['web08', 'web09', 'web10', 'web11'], undefined],
    ['web[1:10:4].x', ['web1.x', 'web5.x', 'web9.x'], undefined],
    ['db[y:B]', ['dby', 'dbz', 'dbA', 'dbB'], undefined],
    ['r[1:2]-[a:b]', ['r1-a', 'r1-b', 'r2-a', 'r2-b'], undefined],
    ['10.0.0.[1:2]:22', ['10.0.0.1', '10.0.0.2'], 22],
    ['2001:db8::1', ['2001:db8::1'], undefined],
    ['[2001:db8::1]:22', ['2001:db8::1'], 22],
    ['web[:2]', ['web0', 'web1', 'web2'], undefined],
  ])('%s', (pattern, names, port) => {
    expect(expandHosts(pattern)).toEqual({ names, port });
  });

  test.each(['w[a:3]', 'w[3:1]', 'w[1:2:0]', 'w[1]', 'w[1:2', 'w:', 'w[1:9999999]', 'w[1:999999][1:2]'])(
    '%s is refused',
    (pattern) => {
      expect(expandHosts(pattern)).toEqual({ problem: expect.any(String) });
    },
  );

  test('a numeric range has every number between its ends, once, as wide as written', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(60),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 4, max: 6 }),
        (first, more, step, width) => {
          const [from, to] = [first, first + more].map((each) => String(each).padStart(width, '0'));
          const names = namesOf(`n[${from}:${to}:${step}]`);
          const wanted = Array.from({ length: more + 1 }, (_, i) => first + i).filter((n) => (n - first) % step === 0);
          expect(names).toEqual(wanted.map((n) => `n${String(n).padStart(width, '0')}`));
        },
      ),
    );
  });
});
