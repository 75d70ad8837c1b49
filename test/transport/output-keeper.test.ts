import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { OutputKeeper } from '../../src/transport/shell/output-keeper.ts';

const LIMITS = { sectionBytes: 10, totalBytes: 25, observationBytes: 1000 };

function keep(text: string, sizes: readonly number[] = [text.length], boundary: string | null = 'B'): string {
  const keeper = new OutputKeeper({ ...LIMITS, boundary: boundary ?? undefined });
  const bytes = Buffer.from(text);
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    keeper.feed(bytes.subarray(at, at + size));
    at += size;
  }
  return keeper.finish().toString();
}

test('keeps short output completely', () => {
  const text = 'abc\nB 1 begin 0 0\nshort\nB 1 end 0 0\n';
  expect(keep(text)).toBe(text);
});

test('keeps the beginning of a section that is long, tells how much was left out, and goes on with the next', () => {
  expect(keep('\nB 1 begin\n0123456789abc\nB 2 end\nnext')).toBe('\nB 1 begin\n0123456789\nB cut 3\n\nB 2 end\nnext');
});

test('keeps no more of all sections than it may', () => {
  const kept = keep(Array.from({ length: 5 }, (_, i) => `\nB ${i} begin\n0123456789`).join(''));
  expect(kept.match(/\d{5,}/g)).toEqual(['0123456789', '0123456789', '01234']);
  expect(kept.match(/B \d/g)).toHaveLength(5);
  expect(kept.match(/cut \d+/g)).toEqual(['cut 5', 'cut 10', 'cut 10']);
});

test('keeps the whole answer after the last boundary', () => {
  const answer = 'x'.repeat(900);
  expect(keep(`\nB 1 begin\n${'y'.repeat(100)}\nB 2 observe - -\n${answer}`)).toContain(answer);
});

test('without a boundary, all is one section', () => {
  expect(keep('0123456789abcdef', [3, 4], null)).toBe('0123456789\n[6 bytes more are left out]\n');
});

describe('however it is cut', () => {
  const piece = fc.constantFrom(
    '\nB 1 begin 0 0\n',
    '\nB 2 end 0 0 0\n',
    '\nB',
    '\n',
    'B ',
    'abcdefghijklmnop',
    '\nB 3 observe - -\n',
  );

  test('the output is the same', () => {
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat({ max: 9 })), (pieces, sizes) => {
        expect(keep(pieces.join(''), sizes)).toBe(keep(pieces.join('')));
      }),
    );
  });
});
