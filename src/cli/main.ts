#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { createProcessIo } from './command-io.ts';
import { registerInventoryCommand } from './inventory.ts';
import { registerLintCommand } from './lint.ts';
import { registerRunCommands } from './run-commands.ts';
import { registerVaultCommand } from './vault.ts';

const EXIT_INVALID = 3;

/** The program; what it does is in the commands' own files. */
async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const io = createProcessIo();
  const program = new Command('provision')
    .description('brings hosts to the state that roles declare, over SSH')
    .version(version)
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .enablePositionalOptions()
    .exitOverride();
  registerRunCommands(program, io);
  registerLintCommand(program, io);
  registerInventoryCommand(program, io);
  registerVaultCommand(program, io);
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_INVALID;
  }
}

await main();
