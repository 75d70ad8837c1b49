import type { Command } from 'commander';
import type { CommandIo } from '../command-io.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { addPatternOptions } from '../options/pattern-options.ts';

/** Adds `provision facts` to a program: prints the facts of the hosts of a pattern as JSON. */
export function registerFactsCommand(program: Command, io: CommandIo): void {
  addPatternOptions(program.command('facts <pattern>').description('print facts as JSON: {host: facts}')).action(
    async (pattern: string, flags: PatternFlags) => (await import('./show-facts.ts')).showFacts(pattern, flags, io),
  );
}
