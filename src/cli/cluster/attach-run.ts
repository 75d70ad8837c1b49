import type { CommandIo } from '../command-io.ts';
import { exitCodeWith } from '../exit-codes.ts';
import { createReporter } from '../../report/create-reporter.ts';
import { guard } from '../start/guard.ts';
import type { DatabaseFlags } from './cluster-options.ts';
import { withCluster } from './open-cluster.ts';
import { showRun } from './show-run.ts';
import { tellLost } from './tell-lost.ts';

export interface AttachFlags extends DatabaseFlags {
  readonly output: 'auto' | 'tree' | 'plain' | 'json';
  readonly events?: string;
  readonly junit?: string;
  readonly diff?: boolean;
  readonly verbose?: number;
}

/** Shows a run from its beginning until it ends. Leaving the command does not affect the run. */
export const attachRun = (text: string, flags: AttachFlags, io: CommandIo): Promise<void> =>
  guard(io, () =>
    withCluster({ url: flags.cluster, io }, async (cluster) => {
      const run = await cluster.find(text);
      const { mode } = run.request;
      const reporter = await createReporter({
        format: flags.output,
        mode,
        withDiff: (flags.diff ?? false) || mode === 'check',
        verbosity: flags.verbose ?? 0,
        eventsFile: flags.events,
        junitFile: flags.junit,
        // workers have already masked secrets in events
        mask: (told) => told,
        stdout: flags.events === '-' ? io.stderr : io.stdout,
        eventsStdout: io.stdout,
        stderr: io.stderr,
        env: io.env,
      });
      const warn = (message: string): void => void io.stderr.write(`warning: ${message}\n`);
      const end = await showRun({ cluster, run, sink: reporter.sink, warn, onLost: tellLost(io), canResume: true });
      const broken = await reporter.close();
      io.setExitCode(exitCodeWith(end?.exitCode ?? 0, broken));
    }),
  );
