import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { SecretMask } from '../diagnostic/secret-mask.ts';
import type { RunMode } from '../engine/events.ts';
import { runPlaybook } from '../engine/run-playbook.ts';
import { createHost } from '../load/playbook/template-reader.ts';
import { YamlFiles } from '../load/playbook/yaml-files.ts';
import { createReporter } from '../report/create-reporter.ts';
import { createTransport } from '../transport/create-transport.ts';
import { askLine } from './ask-line.ts';
import type { CommandIo } from './command-io.ts';
import { guard } from './guard.ts';
import { loadProject } from './load-project.ts';
import type { RunFlags } from './run-options.ts';
import { addRunOptions } from './run-options.ts';
import { watchSignals } from './watch-signals.ts';

const EXIT_PENDING = 2;

/** Adds `provision apply` (the default), `plan` and `verify` to a program. */
export function registerRunCommands(program: Command, io: CommandIo): void {
  addChangeOptions(
    addRunOptions(program.command('apply', { isDefault: true }).description('bring the hosts to the declared state')),
  )
    .option('--check', 'change nothing; tell what would change')
    .option('--diff', 'show what changes in files')
    .action((flags: RunFlags) => run(flags, flags.check ? 'check' : 'apply', io));
  addChangeOptions(
    addRunOptions(program.command('plan').description('tell what apply would change, and change nothing')),
  ).action((flags: RunFlags) => run({ ...flags, diff: true }, 'check', io));
  addRunOptions(
    program
      .command('verify')
      .description("prove by the roles' own checks that the running system does what it should; reads only"),
  ).action((flags: RunFlags) => run(flags, 'verify', io));
}

const addChangeOptions = (command: Command): Command =>
  command
    .option('--detailed-exitcode', 'exit with 2 where changes are pending (with --check)')
    .option('--start-at-task <name>', 'begin at the task of this name')
    .option('--step', 'ask before each task');

async function run(flags: RunFlags, mode: RunMode, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const project = await loadProject(flags, io, { diagnostics, mask });
      diagnostics.throwIfErrors();
      if (!project) return;
      const becomePassword = flags.askBecomePass ? await io.prompt?.('Become password: ') : undefined;
      if (becomePassword !== undefined) mask.add(becomePassword);
      const runId = newRunId();
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
      const signals = watchSignals(io);
      try {
        const summary = await runPlaybook({
          ...project,
          inventorySources: flags.inventory ?? [],
          mode,
          tags: { only: flags.tags ?? [], skip: flags.skipTags ?? [] },
          roles: flags.roles,
          forks: flags.forks,
          withDiff: flags.diff ?? false,
          verbosity: flags.verbose ?? 0,
          connect: {
            transport: (kind) => createTransport(kind) ?? neverTransport(kind),
            acceptNewHostKeys: flags.acceptNewHostKeys ?? false,
            becomePassword,
            connectTimeoutMs: flags.timeout * 1000,
            connectRetries: 2,
          },
          expressionHost: (place) => createHost(place, new YamlFiles({})),
          sink: reporter.sink,
          holder: { who: `${userInfo().username}@${hostname()}` },
          stop: signals.stop,
          onSession: signals.onSession,
          runId,
          startAtTask: flags.startAtTask,
          confirm: flags.step ? (question) => askYes(question) : undefined,
          prompt: askLine,
          onSecret: (text) => mask.add(text),
          readVars: project.readVars,
          diagnostics,
        });
        const isPending =
          mode === 'check' &&
          flags.detailedExitcode &&
          Object.values(summary.hosts).some((recap) => recap.wouldChange + recap.mayChange > 0);
        io.setExitCode(summary.exitCode === 0 && isPending ? EXIT_PENDING : summary.exitCode);
      } finally {
        signals.close();
        await reporter.close();
      }
    },
    (text) => mask.mask(text),
  );
}

/** Sortable by time, unique by its tail: `20260131T120000Z-1a2b3c`. */
const newRunId = (): string =>
  `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

function neverTransport(kind: string): never {
  throw new Error(`no transport for ${kind}`);
}

const askYes = async (question: string): Promise<boolean> => /^y/i.test(await askLine(`${question} (y/n) `, true));
