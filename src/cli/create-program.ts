import { Command } from 'commander';
import { didYouMean } from '../diagnostic/suggest.ts';
import { registerClusterCommands } from './cluster/cluster-commands.ts';
import type { CommandIo } from './command-io.ts';
import { registerCompletionCommand } from './completion/completion.ts';
import { registerConfigCommand } from './config/config.ts';
import { registerConsoleCommand } from './hosts/console.ts';
import { registerDriftCommand } from './drift/drift.ts';
import { registerExecCommand } from './hosts/exec.ts';
import { registerDocsCommand } from './explain/docs.ts';
import { registerVarsCommand } from './explain/vars.ts';
import { registerFactsCommand } from './hosts/facts.ts';
import { registerGraphCommand } from './look/graph.ts';
import { registerImportAnsibleCommand } from './import-ansible/import-ansible.ts';
import { registerInitCommand } from './init/init.ts';
import { registerInventoryCommand } from './look/inventory.ts';
import { registerLintCommand } from './lint/lint.ts';
import { programVersion } from './program-version.ts';
import { registerProjectCommand } from './project/project.ts';
import { registerRunCommands } from './run/run-commands.ts';
import { registerRestoreCommand } from './records/restore.ts';
import { registerReportCommand } from './records/report.ts';
import { registerRunsCommand } from './records/runs.ts';
import { registerKnownHostsCommand } from './hosts/known-hosts.ts';
import { registerSchemaCommand } from './schema/schema.ts';
import { registerUnlockCommand } from './hosts/unlock.ts';
import { registerVaultCommand } from './vault/vault.ts';

/**
 * The program with all its commands. The code of a command is loaded when the command runs, so that help is fast.
 * Parsing throws CommanderError, also after help was shown.
 */
export function createProgram(io: CommandIo): Command {
  const program = new Command('provision')
    .description('configure Linux hosts over SSH as roles declare')
    .version(programVersion())
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // reported as a diagnostic at the end of the program
      outputError: () => undefined,
    })
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .exitOverride()
    .hook('preSubcommand', refuseUnknownCommand)
    .hook('preAction', async (_, command) => {
      const { applyDefaults } = await import('./config/apply-defaults.ts');
      await applyDefaults(command, io);
    });
  registerRunCommands(program, io);
  registerInitCommand(program, io);
  registerLintCommand(program, io);
  registerInventoryCommand(program, io);
  registerGraphCommand(program, io);
  registerVarsCommand(program, io);
  registerDocsCommand(program, io);
  registerSchemaCommand(program, io);
  registerConsoleCommand(program, io);
  registerExecCommand(program, io);
  registerFactsCommand(program, io);
  registerUnlockCommand(program, io);
  registerKnownHostsCommand(program, io);
  registerVaultCommand(program, io);
  registerProjectCommand(program, io);
  registerConfigCommand(program, io);
  registerImportAnsibleCommand(program, io);
  registerCompletionCommand(program, io);
  registerRunsCommand(program, io);
  registerReportCommand(program, io);
  registerRestoreCommand(program, io);
  registerDriftCommand(program, io);
  registerClusterCommands(program, io);
  return program;
}

/** Otherwise a mistyped command would become an argument of the default command. */
function refuseUnknownCommand(program: Command): void {
  const [word] = program.args;
  if (word === undefined || word.startsWith('-')) return;
  const names = [...program.commands.map((command) => command.name()), 'help'];
  if (names.includes(word) || isPlaybook(word)) return;
  const suggestion = didYouMean(word, names);
  program.error(`error: unknown command '${word}'${suggestion === undefined ? '' : `\n(${suggestion})`}`);
}

/** `provision site.yml` works as Ansible users expect. */
const isPlaybook = (word: string): boolean => /\.ya?ml$/.test(word) || word.includes('/');
