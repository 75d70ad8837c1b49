import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PartId, NodeId } from '../../src/plan/ids.ts';
import { EntryId, PlayId } from '../../src/playbook/ids.ts';
import { fileNameOf } from '../../src/values/file-name.ts';

describe('fileNameOf', () => {
  const word = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z/=.@#2f]{0,8}$/));
  const words = fc.array(word, { minLength: 1, maxLength: 4 });

  test('gives other words another name, and words split elsewhere too', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(fileNameOf({ words: a })).not.toBe(fileNameOf({ words: b }));
      }),
    );
  });

  test.each([
    [['a', 'b'], ['a/b']],
    [
      ['site', 'web#2'],
      ['site', 'web', '2'],
    ],
    [['site_web'], ['site', 'web']],
    [['x'.repeat(300)], ['x'.repeat(301)]],
  ])('tells %j from %j', (a, b) => {
    expect(fileNameOf({ words: a })).not.toBe(fileNameOf({ words: b }));
  });

  test('is a plain name that file systems take, never . or ..', () => {
    fc.assert(
      fc.property(words, (some) => expect(fileNameOf({ words: some })).toMatch(/^(?!\.)[A-Za-z0-9._=-]{0,210}$/)),
    );
  });
});

describe('identities', () => {
  const entry = new EntryId({ playbook: 'site@eu', role: 'web', n: 2 });
  const part = new PartId(new PlayId(0, 'site'), 'role', entry);

  test('are told to people in one way', () => {
    expect([entry, entry.in('closing'), new NodeId(part, 'web1')].map(String)).toEqual([
      'site@eu/web#2',
      'site@eu/web#2/closing',
      'site@eu/web#2@web1',
    ]);
  });

  test('of two entries never share a file name', () => {
    const other = new EntryId({ playbook: 'site@eu', role: 'web#2', n: 1 });
    expect(other.toString()).toBe(entry.toString());
    expect(fileNameOf(other)).not.toBe(fileNameOf(entry));
  });

  test('of plays of one name tell them apart', () => {
    const nodes = [0, 1].map((index) => new NodeId(new PartId(new PlayId(index, 'site'), 'tasks'), 'web1'));
    expect(new Set(nodes.map(fileNameOf)).size).toBe(2);
  });
});
