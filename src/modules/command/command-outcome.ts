import type { ActionOutcome } from '../../module-api/module.ts';
import type { StepOutput } from '../../module-api/step.ts';

/** Registered fields of what runs on the host. */
export const commandReturns = {
  rc: 'Exit status.',
  stdout: 'What it printed.',
  stdout_lines: 'The same as a list of lines.',
  stderr: 'What it printed on stderr.',
  stderr_lines: 'The same as a list of lines.',
  cmd: 'What was run.',
  delta: 'How long it took, as hours:minutes:seconds.',
};

interface Ran {
  readonly cmd: string | readonly string[];
  readonly stripsEnds: boolean;
}

/** A run's exit status and output as registered fields; any other status than 0 is a failure. */
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
      stdout_lines: lines(stdout),
      stderr,
      stderr_lines: lines(stderr),
      cmd,
      delta,
    },
  };
}

/** The fields of what had not to be run. */
export const idleResult = (cmd: string | readonly string[], reason: string): Record<string, unknown> => ({
  rc: 0,
  stdout: '',
  stdout_lines: [],
  stderr: '',
  stderr_lines: [],
  cmd,
  msg: `skipped, since ${reason}`,
});

/** With the last line that it printed: who reads only one line is to see why. */
function describeEnd({ exitStatus, stderr, stdout }: StepOutput): string {
  const [said = ''] = [stderr, stdout].map((text) => text.trimEnd().split('\n').at(-1)).filter(Boolean);
  return `it ended with exit status ${exitStatus}${said === '' ? '' : `: ${said}`}`;
}

const stripEnd = (text: string): string => text.replace(/[\r\n]+$/, '');

const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

function renderDelta(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  const [h, m] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${h}:${String(m).padStart(2, '0')}:${(seconds % 60).toFixed(3).padStart(6, '0')}`;
}
