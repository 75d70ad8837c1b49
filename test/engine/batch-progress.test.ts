import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BatchProgress } from '../../src/engine/batch/batch-progress.ts';

const BOUNDARY = 'c0ffee';
const OUTPUT = Buffer.from(
  [
    `\n${BOUNDARY} 1.0 begin 0 0\nReading package lists...\nhalf a li`,
    `ne\n\n${BOUNDARY} 2.0 end 0 0 0\n\n${BOUNDARY} 2.0 begin 0 1\n\n${BOUNDARY} 2.0 done 0 -\n`,
    `\n${BOUNDARY} 3.0 begin 2 0\nUnpacking nginx ...\n\n${BOUNDARY} 4.0 observe - -\nanswers that are no line\n`,
  ].join(''),
);

/** In the middle of a line. */
const CUT = OUTPUT.indexOf(' a line') + 3;

function follow(chunks: readonly Buffer[]): string[] {
  const told: string[] = [];
  const progress = new BatchProgress(BOUNDARY, {
    onTask: (index) => told.push(`task ${index}`),
    onLine: (line) => told.push(line),
    onObserve: () => told.push('observe'),
  });
  for (const chunk of chunks) progress.feed(chunk);
  return told;
}

test('reports the running task and its last line of output', () => {
  const told = follow([OUTPUT.subarray(0, CUT), OUTPUT.subarray(CUT)]);
  expect(told).toEqual(['task 0', 'Reading package lists...', 'task 2', 'observe']);
});

test('reports the same tasks wherever the output is split', () => {
  const cuts = fc.array(fc.nat(OUTPUT.length), { maxLength: 8 });
  fc.assert(
    fc.property(cuts, (places) => {
      const ends = [...places.toSorted((a, b) => a - b), OUTPUT.length];
      const chunks = ends.map((end, i) => OUTPUT.subarray(ends[i - 1] ?? 0, end));
      expect(follow(chunks).filter((line) => /^(task \d|observe)$/.test(line))).toEqual([
        'task 0',
        'task 2',
        'observe',
      ]);
    }),
  );
});

test('tells the last line of a long chunk, and a mark that ends in one', () => {
  const mark = `\n${BOUNDARY} 1.0 begin 3 0\n`;
  const flood = Buffer.from(`${mark.slice(9)}${'x'.repeat(30_000)}\nsome line\n${'y'.repeat(30_000)}\nlast\n`);
  expect(follow([Buffer.from(mark.slice(0, 9)), flood]).filter((line) => !line.startsWith('x'))).toEqual([
    'task 3',
    'last',
  ]);
});
