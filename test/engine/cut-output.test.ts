import { describe, expect, test } from '@jest/globals';
import { cutFields, describeCut, hasFlooded } from '../../src/engine/batch/cut-output.ts';
import type { StepOutput } from '../../src/module-api/step.ts';

const output = (cut: Partial<StepOutput>): StepOutput => ({
  exitStatus: 0,
  stdout: '',
  stderr: '',
  elapsedMs: 1,
  timedOut: false,
  ...cut,
});

describe('output that was cut', () => {
  test('is registered by its bytes, of all steps of a task', () => {
    const outputs = [
      output({ stdoutCutBytes: 5 }),
      output({ stdoutCutBytes: 2, stderrCutBytes: 3_500_000 }),
      output({}),
    ];
    expect(cutFields(outputs)).toEqual({ stdout_cut_bytes: 7, stderr_cut_bytes: 3_500_000 });
    expect(describeCut('build', outputs)).toBe(
      'build printed 7 bytes more on stdout and 3.5 MB more on stderr than is kept; --max-output-mb keeps more',
    );
  });

  test('is not told of where all of it is there', () => {
    expect(cutFields([output({})])).toEqual({});
    expect(describeCut('build', [output({})])).toBeUndefined();
  });

  test('is a flood where most of 512 MB was left out', () => {
    expect(hasFlooded(output({ stdoutCutBytes: 260 * 1024 * 1024 }))).toBe(true);
    expect(hasFlooded(output({ stdoutCutBytes: 50_000_000, stderrCutBytes: 60_000_000 }))).toBe(false);
  });
});
