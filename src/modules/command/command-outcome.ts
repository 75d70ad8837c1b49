import type { ActionOutcome } from '../../module-api/module.ts';
import { findCause } from '../../module-api/find-cause.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { outputLines } from './output-lines.ts';

/** Registered fields of commands on the host. */
export const commandReturns = {
  rc: 'Exit status.',
  stdout: 'Standard output.',
  stdout_lines: 'The same text as a list of lines.',
  stderr: 'Standard error.',
  stderr_lines: 'The same text as a list of lines.',
  cmd: 'The command that was run.',
  delta: 'Duration, as hours:minutes:seconds.',
  'start, end': "Start and end time in UTC, by the controller's clock.",
  msg: 'Empty, or why it has failed or was skipped.',
};

interface Ran {
  readonly cmd: string | readonly string[];
  readonly stripsEnds: boolean;
}

/** The exit status and output of a command as registered fields; a status other than 0 is a failure. */
export function commandOutcome(output: StepOutput | undefined, { cmd, stripsEnds }: Ran): ActionOutcome {
  if (!output) return { changed: false, failed: 'it was not run', result: idleResult(cmd, 'not run') };
  const [stdout, stderr] = [output.stdout, output.stderr].map((text) => (stripsEnds ? stripEnd(text) : text)) as [
    string,
    string,
  ];
  const delta = renderDelta(output.elapsedMs);
  return {
    changed: true,
    failed: output.exitStatus === 0 ? undefined : describeEnd(output),
    result: {
      rc: output.exitStatus,
      stdout,
      stdout_lines: outputLines(stdout),
      stderr,
      stderr_lines: outputLines(stderr),
      cmd,
      delta,
      ...renderTimes(output),
      // a failure replaces it
      msg: '',
    },
  };
}

/** If the program was not found, nothing ran: exit status 2 and no change, as in Ansible. */
export function missingProgram(cmd: readonly string[], { exitStatus, stderr }: StepOutput): ActionOutcome | undefined {
  const [program = ''] = cmd;
  if (exitStatus !== 127 || !stderr.trimEnd().endsWith(`${program}: not found`)) return undefined;
  const failed = `there is no program ${program} on the host`;
  const result = { rc: 2, stdout: '', stdout_lines: [], stderr: '', stderr_lines: [], cmd };
  return { changed: false, failed, result };
}

/** The registered fields of a skipped command. */
export const idleResult = (cmd: string | readonly string[], reason: string): Record<string, unknown> => ({
  rc: 0,
  stdout: `skipped, since ${reason}`,
  stdout_lines: [`skipped, since ${reason}`],
  stderr: '',
  stderr_lines: [],
  cmd,
  delta: null,
  start: null,
  end: null,
  msg: `skipped, since ${reason}`,
});

/** The first line of the message must contain the reason. */
function describeEnd({ exitStatus, stderr, stdout }: StepOutput): string {
  const cause = findCause(stderr) ?? findCause(stdout);
  return cause === undefined ? `exit status ${exitStatus}` : `${cause} (exit status ${exitStatus})`;
}

/** By hand: as a regular expression, it takes hours for a million empty lines before the last. */
function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && LINE_ENDS.has(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

const LINE_ENDS = new Set(['\r', '\n']);

/** As `2026-11-28 17:05:14.097000`. */
function renderTimes({ startedAtMs, elapsedMs }: StepOutput): Record<string, string> {
  if (startedAtMs === undefined) return {};
  const render = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '000');
  return { start: render(startedAtMs), end: render(startedAtMs + elapsedMs) };
}

function renderDelta(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  const [h, m] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${h}:${String(m).padStart(2, '0')}:${(seconds % 60).toFixed(3).padStart(6, '0')}`;
}
