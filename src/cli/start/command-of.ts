import type { Command } from 'commander';

/** The command that the words name; otherwise the default command. */
export function commandOf(program: Command, words: readonly string[]): Command {
  const named = (word: string): Command | undefined =>
    program.commands.find((each) => each.name() === word || each.aliases().includes(word));
  const at = words.findIndex((word) => named(word) !== undefined);
  const found = named(words[at] ?? '');
  if (found) return commandOf(found, words.slice(at + 1));
  const { _defaultCommandName: name } = program as Command & { readonly _defaultCommandName?: string | null };
  return (name == null ? undefined : named(name)) ?? program;
}
