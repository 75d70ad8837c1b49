import type { Command } from 'commander';
import { Option } from 'commander';
import type { RunMode } from '../../engine/events.ts';
import type { CommandIo } from '../command-io.ts';
import { addClusterOptions } from '../cluster/cluster-options.ts';
import { addPlaybookArgument, withPlaybook } from '../options/playbook-argument.ts';
import { wholeNumber } from '../options/connect-flags.ts';
import type { RunFlags } from './run-options.ts';
import type { ShowFlags } from '../plan/show-plan.ts';
import { addVaultOptions } from '../options/vault-options.ts';
import { addRunOptions } from './run-options.ts';

type Word = string | undefined;

/** Adds `provision apply` (the default), `plan` and `verify` to a program. */
export function registerRunCommands(program: Command, io: CommandIo): void {
  const apply = program.command('apply', { isDefault: true }).description('bring the hosts to the declared state');
  addClusterOptions(addChangeOptions(addRunOptions(addPlaybookArgument(apply))))
    .option(
      '--backup',
      'keep replaced files on the hosts for `provision restore` (also: backup: true in provision.yml)',
    )
    .option('-C, --check', 'change nothing; show what would change')
    .option('--yes', 'do not ask for confirmation if the inventory has provision_confirm: true')
    .action(async (word: Word, flags: RunFlags, command: Command) => {
      if (word === undefined || !(await import('../options/plan-argument.ts')).isPlanFile(word))
        await run(word, flags, { mode: flags.check ? 'check' : 'apply', io });
      else await applyReviewed(word, { flags, command, io });
    });
  const plan = program.command('plan').description('show what apply would change, without changing anything');
  addClusterOptions(addChangeOptions(addRunOptions(addPlaybookArgument(plan))))
    .option('--out <file>', 'save the plan for review; provision apply FILE applies exactly this plan')
    .option('--valid-hours <n>', 'how long the saved plan may be applied (default: 24)', wholeNumber)
    .action((word: Word, flags: RunFlags) => run(word, { ...flags, diff: true }, { mode: 'check', io }));
  const show = program
    .command('show')
    .description('print a saved plan')
    .argument('<file>', 'what plan --out has written');
  addVaultOptions(show)
    .addOption(new Option('--output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .action(async (file: string, flags: ShowFlags) => (await import('../plan/show-plan.ts')).showPlan(file, flags, io));
  const verify = program
    .command('verify')
    .description("run the roles' own checks against the running hosts, without changing anything");
  addRunOptions(addPlaybookArgument(verify)).action((word: Word, flags: RunFlags) =>
    run(word, flags, { mode: 'verify', io }),
  );
}

const addChangeOptions = (command: Command): Command =>
  command
    .option('-D, --diff', 'show what changes in files (plan always does)')
    .option('--detailed-exitcode', 'exit with 2 if changes are pending (with --check)')
    .option('--start-at-task <name>', 'start at the task with this name')
    .option('--step', 'ask before each task: yes, no, or continue with all')
    .option('--adopt-manifests', "treat manifests of earlier versions, which name no project, as this project's")
    .option('--drop-handlers', 'drop handlers that an earlier run left pending and that no longer exist')
    .option('--list-tasks', 'print the tasks that would run, without connecting')
    .option('--list-tags', 'print the tags of the tasks that would run')
    .option('--list-hosts', 'print the hosts that the playbook would run on')
    .option('--syntax-check', 'find mistakes without connecting; the same as lint');

async function run(
  word: Word,
  given: RunFlags,
  { mode, io }: { readonly mode: RunMode; readonly io: CommandIo },
): Promise<void> {
  const flags = withPlaybook(given, word);
  if (flags.syntaxCheck) {
    await (await import('../lint/lint-project.ts')).lintProject({ ...flags, playbook: [flags.playbook] }, io);
  } else if (flags.listTasks || flags.listTags || flags.listHosts) {
    await (await import('../project/list-project.ts')).listProject(flags, io);
  } else if (flags.cluster !== undefined) {
    await (await import('../cluster/submit-run.ts')).submitRun({ ...flags, cluster: flags.cluster }, mode, io);
  } else if (flags.processes !== undefined) {
    const { runInProcesses } = await import('../cluster/run-in-processes.ts');
    await runInProcesses({ ...flags, processes: flags.processes }, mode, io);
  } else await (await import('./run-project.ts')).runProject(flags, mode, io);
}

async function applyReviewed(
  path: string,
  { flags, command, io }: { readonly flags: RunFlags; readonly command: Command; readonly io: CommandIo },
): Promise<void> {
  const { refusesSelection } = await import('../options/plan-argument.ts');
  if (refusesSelection(command, io)) return;
  await (await import('../plan/apply-plan.ts')).applyPlan(path, { ...flags, playbook: path }, io);
}
