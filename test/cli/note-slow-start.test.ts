import { expect, test } from '@jest/globals';
import { noteSlowStart } from '../../src/cli/start/note-slow-start.ts';

function told(ms: number): string[] {
  const lines: string[] = [];
  noteSlowStart(
    (line) => lines.push(line),
    () => ms,
  )('reading the project');
  return lines;
}

test('an ordinary start prints nothing', () => {
  expect(told(300)).toEqual([]);
});

test('a slow start prints its current activity', () => {
  expect(told(12_400)).toEqual(['reading the project; the machine is busy: it took 12 s to get here\n']);
});
