import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WriteLog } from '../../src/predict/write-log.ts';
import { overlaps } from '../../src/query/resource-key.ts';

const key = fc.constantFrom(
  ...['file:/a', 'file:/a/b', 'file:/a/b/c', 'file:/ab', 'tree:/', 'tree:/a', 'tree:/a/b', 'package:a', 'user:a'],
);

test('finds exactly the later writers whose resources overlap with those read', () => {
  fc.assert(
    fc.property(fc.array(fc.array(key, { maxLength: 3 })), fc.nat(10), fc.array(key), (turns, since, reads) => {
      const log = new WriteLog();
      for (const [i, keys] of turns.entries()) log.add(keys, `task ${i + 1}`);
      const expected = turns
        .map((keys, i) => ({ keys, turn: i + 1, by: `task ${i + 1}` }))
        .filter(({ keys, turn }) => turn > since && keys.some((one) => reads.some((read) => overlaps(one, read))));
      expect(log.since(since, reads)).toEqual(expected);
    }),
  );
});

test('a reader of all resources sees all later writes', () => {
  const log = new WriteLog();
  for (const by of ['one', 'two', 'three']) log.add([], by);
  expect(log.since(1, 'anything').map(({ by }) => by)).toEqual(['two', 'three']);
});
