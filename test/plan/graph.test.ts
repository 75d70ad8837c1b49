import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sortStable } from '../../src/plan/graph.ts';
import { isSelected } from '../../src/plan/select-tags.ts';
import { splitBatches } from '../../src/plan/split-batches.ts';

describe('sortStable', () => {
  test('keeps the order if the dependencies leave a choice', () => {
    const needs: Record<string, string[]> = { a: ['c'] };
    expect(sortStable(['a', 'b', 'c'], (item) => needs[item] ?? [])).toEqual({ order: ['c', 'a', 'b'] });
  });

  test('names a cycle from its first member round to it', () => {
    const needs: Record<string, string[]> = { a: ['b'], b: ['c'], c: ['b'] };
    expect(sortStable(['a', 'b', 'c'], (item) => needs[item] ?? [])).toEqual({ cycle: ['b', 'c', 'b'] });
  });

  test('puts each item after its dependencies, once', () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(fc.constant(size), fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 })),
      );
    fc.assert(
      fc.property(graphs, ([size, pairs]) => {
        const items = Array.from({ length: size }, (_, i) => i);
        // edges from higher to lower numbers alone make no cycle
        const edges = pairs.filter(([from, to]) => from > to);
        const sorted = sortStable(items, (item) => edges.filter(([from]) => from === item).map(([, to]) => to));
        const order = 'order' in sorted ? sorted.order : [];
        expect([...order].sort((a, b) => a - b)).toEqual(items);
        for (const [from, to] of edges) expect(order.indexOf(to)).toBeLessThan(order.indexOf(from));
      }),
    );
  });
});

describe('splitBatches', () => {
  const hosts = ['a', 'b', 'c', 'd', 'e'];
  test.each([
    [[], [['a', 'b', 'c', 'd', 'e']]],
    [[2], [['a', 'b'], ['c', 'd'], ['e']]],
    [
      [1, 2],
      [['a'], ['b', 'c'], ['d', 'e']],
    ],
    [['40%'], [['a', 'b'], ['c', 'd'], ['e']]],
    [['1%'], [['a'], ['b'], ['c'], ['d'], ['e']]],
  ])('serial %j', (serial, batches) => {
    expect(splitBatches(hosts, serial)).toEqual(batches);
  });
});

describe('isSelected', () => {
  test.each([
    ['everything without a selection', [], [], [], true],
    ['not never', ['never'], [], [], false],
    ['never, when it is asked for by another of its tags', ['never', 'debug'], ['debug'], [], true],
    ['a tag that is asked for', ['web'], ['web'], [], true],
    ['not another tag', ['db'], ['web'], [], false],
    ['always, whatever is asked for', ['always'], ['web'], [], true],
    ['not always, when it is skipped by name', ['always'], [], ['always'], false],
    ['not what is skipped', ['web'], ['web'], ['web'], false],
    ['tagged', ['web'], ['tagged'], [], true],
    ['not the untagged, when tagged is asked for', [], ['tagged'], [], false],
    ['untagged', [], ['untagged'], [], true],
    ['always, when all is skipped', ['always'], [], ['all'], true],
    ['always, whatever else is skipped with all', ['always', 'web'], [], ['all', 'web'], true],
    ['not always, when all is skipped, and it by name', ['always'], [], ['all', 'always'], false],
    ['always, though it is never', ['always', 'never'], [], [], true],
    ['always, though it is never, whatever is asked for', ['always', 'never'], ['web'], [], true],
    ['not never, when all is asked for', ['never', 'web'], ['all'], [], false],
  ])('runs %s', (_, tags, only, skip, runs) => {
    expect(isSelected(tags, { only, skip })).toBe(runs);
  });
});
