import { createReporter } from '../../report/create-reporter.ts';
import type { Reporter } from '../../report/create-reporter.ts';
import { RunRecord } from '../../records/run-record.ts';
import { openOutlets } from '../../report/open-outlets.ts';
import { programVersion } from '../program-version.ts';
import { projectRoot } from '../project/project-identity.ts';
import type { RunCommand } from './prepare-run.ts';

export interface RunToReport extends Pick<RunCommand, 'flags' | 'mode' | 'io' | 'mask'> {
  /** The playbook's path. */
  readonly playbook: string;
}

/** All subscribers of a run, according to its flags. Rejects with `InvalidInput`. */
export function openReporter({ flags, mode, io, mask, playbook }: RunToReport): Promise<Reporter> {
  const warn = (message: string): void => void io.stderr.write(`warning: ${mask.mask(message)}\n`);
  return createReporter({
    format: flags.output,
    mode,
    withDiff: flags.diff ?? false,
    verbosity: flags.verbose ?? 0,
    eventsFile: flags.events,
    junitFile: flags.junit,
    mask: (text) => mask.mask(text),
    // text for people moves to stderr if events use stdout
    stdout: flags.events === '-' ? io.stderr : io.stdout,
    eventsStdout: io.stdout,
    stderr: io.stderr,
    env: io.env,
    others: [
      ...(flags.part ? [] : [new RunRecord({ root: projectRoot(playbook), warn })]),
      ...openOutlets({
        notify: flags.notify,
        notifyOn: flags.notifyOn,
        metricsFile: flags.metrics,
        tracesUrl: flags.traces,
        env: io.env,
        version: programVersion(),
      }),
    ],
  });
}
