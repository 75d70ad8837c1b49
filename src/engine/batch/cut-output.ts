import type { StepOutput } from '../../module-api/step.ts';

/** Registered fields with the number of bytes that were discarded from a task's output; empty if it is complete. */
export function cutFields(outputs: readonly StepOutput[]): Record<string, number> {
  const stdout = sum(outputs.map(({ stdoutCutBytes }) => stdoutCutBytes));
  const stderr = sum(outputs.map(({ stderrCutBytes }) => stderrCutBytes));
  return { ...(stdout > 0 && { stdout_cut_bytes: stdout }), ...(stderr > 0 && { stderr_cut_bytes: stderr }) };
}

/** A message about discarded output; undefined if the output is complete. */
export function describeCut(task: string, outputs: readonly StepOutput[]): string | undefined {
  const cut = Object.entries(cutFields(outputs));
  if (cut.length === 0) return undefined;
  const parts = cut.map(([field, bytes]) => `${megabytes(bytes)} more on ${field.slice(0, 'stdout'.length)}`);
  return `${task} printed ${parts.join(' and ')} than is kept; --max-output-mb keeps more`;
}

/** Output limit after which the host ends a batch; the shell loop contains the same number. */
const FLOOD_BYTES = 512 * 1024 * 1024;

/** Whether a step was ended because of this limit, so that most of its output was discarded. */
export const hasFlooded = ({ stdoutCutBytes = 0, stderrCutBytes = 0 }: StepOutput): boolean =>
  stdoutCutBytes + stderrCutBytes > FLOOD_BYTES / 2;

const sum = (counts: readonly (number | undefined)[]): number => counts.reduce<number>((a, b = 0) => a + b, 0);
const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${String(bytes)} bytes` : `${(bytes / 1_000_000).toFixed(1)} MB`;
