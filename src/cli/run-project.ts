import { allowLocalCommands } from '../controller/run-locally.ts';
import { SecretMask } from '../diagnostic/secret-mask.ts';
import type { RunMode } from '../engine/events.ts';
import { runPlaybook } from '../engine/run-playbook.ts';
import { createHost } from '../playbook/files/template-reader.ts';
import { YamlFiles } from '../playbook/files/yaml-files.ts';
import { createReporter } from '../report/create-reporter.ts';
import type { CommandIo } from './command-io.ts';
import { newRunId, readConnectOptions, thisRunner } from './connect-options.ts';
import { EXIT_OUTPUT, EXIT_PENDING } from './exit-codes.ts';
import { guard } from './guard.ts';
import { loadProject } from './load-project.ts';
import type { RunFlags } from './run-options.ts';
import { readScope } from './project-scope.ts';
import { askBetween } from './ask-between.ts';
import { hasTerminal } from './ask-line.ts';
import { listen } from './listen.ts';
import { planSelected } from './plan-selected.ts';

/** Runs the playbook of the flags in a mode, and reports on it. */
export async function runProject(flags: RunFlags, mode: RunMode, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const project = await loadProject(flags, io, { diagnostics, mask });
      if (flags.step && !(await hasTerminal())) {
        diagnostics.error({ code: 'usage', summary: '--step asks on a terminal, and there is none' });
      }
      diagnostics.throwIfErrors();
      if (!project) return;
      planSelected(project, flags, { mode, diagnostics });
      diagnostics.throwIfErrors();
      const connect = await readConnectOptions(flags, io, mask);
      const runId = newRunId();
      const scope = readScope({ playbook: project.playbook.path, inventory: flags.inventory ?? [] }, mode);
      const reporter = await createReporter({
        format: flags.output,
        mode,
        withDiff: flags.diff ?? false,
        verbosity: flags.verbose ?? 0,
        eventsFile: flags.events,
        junitFile: flags.junit,
        mask: (text) => mask.mask(text),
        stdout: io.stdout,
        stderr: io.stderr,
        env: io.env,
      });
      const signals = listen(io);
      const ask = askBetween(reporter, signals);
      let exitCode = 0;
      try {
        const summary = await runPlaybook({
          ...project,
          inventorySources: flags.inventory ?? [],
          mode,
          tags: { only: flags.tags ?? [], skip: flags.skipTags ?? [] },
          roles: flags.roles,
          forks: flags.forks,
          withDiff: flags.diff ?? false,
          taskTimeoutSeconds: flags.taskTimeout,
          verbosity: flags.verbose ?? 0,
          connect,
          expressionHost: (place) => createHost(place, new YamlFiles({})),
          sink: (event) => {
            // until all is planned, a signal ends the process at once
            if (event.event === 'run.started') {
              signals.begin();
              allowLocalCommands();
            }
            reporter.sink(event);
          },
          holder: thisRunner(),
          stop: signals.stop,
          onSession: signals.onSession,
          runId,
          scope,
          adoptManifests: flags.adoptManifests,
          dropHandlers: flags.dropHandlers,
          startAtTask: flags.startAtTask,
          confirm: flags.step
            ? async (question) => /^y/i.test((await ask(`${question} (y/n)`, true)) ?? '')
            : undefined,
          prompt: ask,
          onSecret: (text) => mask.add(text),
          readVars: project.readVars,
          diagnostics,
        });
        if (Object.keys(summary.hosts).length === 0)
          io.stderr.write('warning: nothing was done: no host matches both the plays and --limit\n');
        const isPending =
          mode === 'check' &&
          flags.detailedExitcode &&
          Object.values(summary.hosts).some((recap) => recap.wouldChange + recap.mayChange > 0);
        exitCode = summary.exitCode === 0 && isPending ? EXIT_PENDING : summary.exitCode;
        io.setExitCode(exitCode);
      } finally {
        signals.close();
        const broken = await reporter.close();
        if (broken.length > 0 && [0, EXIT_PENDING].includes(exitCode)) io.setExitCode(EXIT_OUTPUT);
      }
    },
    (text) => mask.mask(text),
  );
}
