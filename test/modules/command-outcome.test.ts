import { describe, expect, test } from '@jest/globals';
import { commandOutcome } from '../../src/modules/command/command-outcome.ts';
import { outputLines } from '../../src/modules/command/output-lines.ts';

const outcomeOf = (stdout: string): Readonly<Record<string, unknown>> =>
  commandOutcome(
    { exitStatus: 0, stdout, stderr: '', elapsedMs: 0, timedOut: false },
    { cmd: 'true', stripsEnds: true },
  ).result;

test('a million empty lines before the last take no time', () => {
  const text = `${'\n'.repeat(1_000_000)}x\r\n\n`;
  expect(outcomeOf(text)['stdout']).toBe(`${'\n'.repeat(1_000_000)}x`);
});

describe('the lines of an output', () => {
  test.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\r\n\n', ['a', 'b', '']],
    ['a\r\r\nb\rc', ['a\r', 'b\rc']],
  ])('%j are %j', (text, lines) => expect(outputLines(text)).toEqual(lines));

  test('that is long are an array like any other, however it is read', () => {
    const long = `${'x'.repeat(5_000_000)}\r\n${'ab\n'.repeat(100)}`;
    const lines = outputLines(long);
    expect([Array.isArray(lines), lines.length, lines[1], lines.at(-1), 100 in lines, 101 in lines]).toEqual([
      true,
      101,
      'ab',
      'ab',
      true,
      false,
    ]);
    const plain = ['x'.repeat(5_000_000), ...Array.from({ length: 100 }, () => 'ab')];
    expect(JSON.stringify({ lines: outputLines(long) }) === JSON.stringify({ lines: plain })).toBe(true);
    expect(Object.keys(outputLines(long))).toEqual(Object.keys(plain));
    expect(outputLines(long).concat(['c']).slice(1)).toEqual([...plain, 'c'].slice(1));
    expect([...outputLines(long)].slice(1)).toEqual(plain.slice(1));
    expect(['c'].concat(outputLines(long)).slice(2)).toEqual(plain.slice(1));
    expect(Object.getPrototypeOf(outputLines(long))).toBe(Array.prototype);
  });
});
