import type { EngineEvent } from '../../engine/events.ts';
import type { Review } from '../../engine/review/turn.ts';
import type { RunSummary } from '../../engine/run-options.ts';
import { askBetween } from './ask-between.ts';
import { newRunId } from '../options/connect-options.ts';
import { EXIT_PENDING, exitCodeWith } from '../exit-codes.ts';
import { openReporter } from './open-reporter.ts';
import { writeHandedOn } from './handed-on-files.ts';
import { performRun } from './perform-run.ts';
import { holdLease } from './hold-lease.ts';
import { noteFailed } from './note-failed.ts';
import { projectRoot } from '../project/project-identity.ts';
import { retryCommand } from './retry-command.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

export interface RunReview {
  /** Examines each turn. */
  readonly review?: Review | undefined;
  /** Called with each event, not masked. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  /** Called when the run has ended. Throws `InvalidInput`. */
  readonly onEnd?: ((summary: RunSummary, runId: string) => void) | undefined;
  readonly signals: SignalWatch;
  /** Whether a saved plan is applied, so that a retry needs a new plan. */
  readonly isPlan?: boolean | undefined;
}

/** Runs a prepared playbook, reports it, and sets the exit code. */
export async function reportRun(
  prepared: PreparedRun,
  { review, onEvent, onEnd, signals, isPlan }: RunReview,
): Promise<void> {
  const { flags, mode, io } = prepared;
  const reporter = await openReporter({ ...prepared, playbook: prepared.project.playbook.path });
  const letGo = flags.leaseFd === undefined ? undefined : holdLease(flags.leaseFd, signals);
  const runId = newRunId();
  let exitCode = 0;
  try {
    const summary = await performRun(prepared, {
      mode,
      runId,
      sink: (event) => {
        onEvent?.(event);
        reporter.sink(event);
      },
      signals,
      ask: askBetween(reporter, signals),
      review,
      withDiff: flags.diff ?? false,
      retryCommand: isPlan ? undefined : retryCommand(flags, mode, projectRoot(prepared.project.playbook.path)),
    });
    if (!flags.part)
      noteFailed({
        playbook: prepared.project.playbook.path,
        run: runId,
        hosts: summary.hosts,
        warn: (message) => void io.stderr.write(`warning: ${prepared.mask.mask(message)}\n`),
      });
    if (flags.valuesTo !== undefined)
      writeHandedOn(flags.valuesTo, summary.handOn(), {
        mask: (text) => prepared.mask.mask(text),
        warn: (host, message) => reporter.sink({ event: 'warning', host, message }),
      });
    if (Object.keys(summary.hosts).length === 0)
      io.stderr.write('warning: nothing was done: no host matches both the plays and --limit\n');
    const isPending = flags.detailedExitcode === true && mode === 'check' && hasPending(summary);
    exitCode = summary.exitCode === 0 && isPending ? EXIT_PENDING : summary.exitCode;
    io.setExitCode(exitCode);
    onEnd?.(summary, runId);
  } finally {
    letGo?.();
    signals.close();
    const broken = await reporter.close();
    if (broken.length > 0) io.setExitCode(exitCodeWith(exitCode, broken));
  }
}

const hasPending = ({ hosts }: RunSummary): boolean =>
  Object.values(hosts).some(({ wouldChange, mayChange }) => wouldChange + mayChange > 0);
