import type { RandomFault } from './fault.ts';
import type { Silence, Watched } from './run-watched.ts';

const DOCUMENTED = [0, 1, 3, 4, 5, 130];
const BY_SIGNAL = -1;
const MOST_SILENT_MS = 20_000;
const TRACE = /^\s+at .+:\d+:\d+\)?$|internal error|node:internal|Unhandled|Warning: .*(leak|deprecat)/im;
/** The head of the recap's table. */
const RECAP = /^host +status +ok/m;

/** What is not as it should be of a run. `isKilled`: it had no chance to say anything. `isSignalled`: it may have ended by the signal itself. */
export function judge(run: Watched, { isKilled = false, isSignalled = false }: Partial<RandomFault> = {}): string[] {
  const { exitCode, stdout, stderr, silence, left } = run;
  const text = `${stdout}${stderr}`;
  return [
    ...(TRACE.test(text) ? ['it has printed a stack trace, or an internal error'] : []),
    ...(isKilled || DOCUMENTED.includes(exitCode) || (isSignalled && exitCode === BY_SIGNAL)
      ? []
      : [`exit code ${exitCode}`]),
    ...(silence.ms > MOST_SILENT_MS ? [describeSilence(silence)] : []),
    ...(isKilled || hasReason(run) || (isSignalled && exitCode === BY_SIGNAL) ? [] : ['neither a recap nor a reason']),
    ...left.map((process) => `left on the controller: ${process}`),
  ];
}

const describeSilence = ({ ms, after }: Silence): string =>
  `silent for ${Math.round(ms / 1000)} s ${after === '' ? 'from the start' : `after "${after}"`}`;

const hasReason = ({ exitCode, stdout, stderr }: Watched): boolean =>
  RECAP.test(stdout) || ([3, 130].includes(exitCode) && stderr.trim() !== '');
