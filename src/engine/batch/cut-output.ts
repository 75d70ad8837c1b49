import type { StepOutput } from '../../module-api/step.ts';

/** Registered fields that tell how much of what a task printed is left out; none where it is all there. */
export function cutFields(outputs: readonly StepOutput[]): Record<string, number> {
  const stdout = sum(outputs.map(({ stdoutCutBytes }) => stdoutCutBytes));
  const stderr = sum(outputs.map(({ stderrCutBytes }) => stderrCutBytes));
  return { ...(stdout > 0 && { stdout_cut_bytes: stdout }), ...(stderr > 0 && { stderr_cut_bytes: stderr }) };
}

/** For people; undefined where it is all there. */
export function describeCut(task: string, outputs: readonly StepOutput[]): string | undefined {
  const cut = Object.entries(cutFields(outputs));
  if (cut.length === 0) return undefined;
  const parts = cut.map(([field, bytes]) => `${megabytes(bytes)} more on ${field.slice(0, 'stdout'.length)}`);
  return `${task} printed ${parts.join(' and ')} than is kept; --max-output-mb keeps more`;
}

/** What the host lets a batch print before it ends it; the number stands in the shell loop as well. */
const FLOOD_BYTES = 512 * 1024 * 1024;

/** Whether a step was ended because it flooded: most of what it printed was left out. */
export const hasFlooded = ({ stdoutCutBytes = 0, stderrCutBytes = 0 }: StepOutput): boolean =>
  stdoutCutBytes + stderrCutBytes > FLOOD_BYTES / 2;

const sum = (counts: readonly (number | undefined)[]): number => counts.reduce<number>((a, b = 0) => a + b, 0);
const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${String(bytes)} bytes` : `${(bytes / 1_000_000).toFixed(1)} MB`;
