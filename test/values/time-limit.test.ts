import { describe, expect, test } from '@jest/globals';
import { BoundedRegExp } from '../../src/values/bounded-regexp.ts';
import { TimeLimitExceeded, withTimeLimit } from '../../src/values/time-limit.ts';

const HOSTILE = `${'a'.repeat(40)}!`;

describe('withTimeLimit', () => {
  test('returns the result of the work, and throws its errors', () => {
    expect(
      withTimeLimit(
        () => 'adding',
        () => 1 + 1,
      ),
    ).toBe(2);
    const fail = (): never => {
      throw new TypeError('no');
    };
    expect(() => withTimeLimit(() => 'failing', fail)).toThrow(new TypeError('no'));
    expect(
      withTimeLimit<null>(
        () => 'nothing',
        () => null,
      ),
    ).toBeNull();
  });

  test('ends work that takes too long, nested work too', () => {
    const endless = (): number =>
      withTimeLimit(
        () => 'inner',
        () => Array.from({ length: 1e5 }, () => Array.from({ length: 1e5 }, Math.random).length).length,
      );
    const start = performance.now();
    expect(() => withTimeLimit(() => 'Counting', endless)).toThrow(new TimeLimitExceeded('Counting'));
    expect(performance.now() - start).toBeLessThan(5000);
    // and the next work has the whole limit again
    expect(
      withTimeLimit(
        () => 'adding',
        () => 1,
      ),
    ).toBe(1);
  });
});

describe('BoundedRegExp', () => {
  test.each([
    ['test', () => new BoundedRegExp('^(a+)+$').test(HOSTILE)],
    ['replace', () => HOSTILE.replace(new BoundedRegExp('(a|a)*(a|a)*b', 'g'), '')],
    ['split', () => HOSTILE.split(new BoundedRegExp('(a*)*b'))],
    ['match', () => HOSTILE.match(new BoundedRegExp('(?:a|aa)+(?:a{0,})+$'))],
    ['matchAll', () => [...HOSTILE.matchAll(new BoundedRegExp('(\\w+\\d*)+x', 'g'))]],
    ['an alternation', () => new BoundedRegExp('^(?:a|a)+$').test(HOSTILE)],
    ['counted groups', () => new BoundedRegExp('^(?:a|a){40}$').test(HOSTILE)],
    ['options', () => new BoundedRegExp(`^${'(?:a|a)?'.repeat(40)}$`).test(HOSTILE)],
    ['a back reference', () => new BoundedRegExp('^(a{1,20})\\1(?:a?){30}a{30}b').test(HOSTILE.repeat(4))],
  ])('a search that backtracks for ever is ended: %s', (_name, search) => {
    const start = performance.now();
    try {
      search();
    } catch (error) {
      expect(error).toBeInstanceOf(TimeLimitExceeded);
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test.each(['x*', '^a+b?$', '[*+]+', '\\*\\+', '(?<year>\\d{4})-\\d\\d'])('finds what RegExp finds: %s', (pattern) => {
    for (const text of ['', 'aab', '*+*', 'on 2024-05-01', 'xx'])
      expect(text.replace(new BoundedRegExp(pattern, 'g'), '<$&>')).toBe(
        text.replace(new RegExp(pattern, 'g'), '<$&>'),
      );
  });
});
