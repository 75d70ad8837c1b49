import type { Command, Option } from 'commander';
import type { CommandIo } from '../command-io.ts';
import { applyDefaults } from '../config/apply-defaults.ts';
import type { Candidate } from './candidates.ts';
import { argumentCandidates, optionCandidates } from './candidates.ts';

/** The completions of the last word, in the context of the words before it. Empty means any file. */
export async function complete(
  words: readonly string[],
  program: Command,
  io: CommandIo,
): Promise<readonly Candidate[]> {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const { command, rest } = findCommand(program, before);
  const { operands } = command.parseOptions(asKnown(rest, command));
  await applyDefaults(command, io);
  const asked = { command, io };
  const joined = /^(--[a-z-]+=)(.*)$/s.exec(last);
  if (joined) {
    const [, name = '', value = ''] = joined;
    return withPrefix(await optionCandidates(valueOption(command, name.slice(0, -1)), asked), value, name);
  }
  const option = valueOption(command, before.at(-1) ?? '');
  if (option) return withPrefix(await optionCandidates(option, asked), last);
  if (last.startsWith('-')) return startingWith(optionsOf(command), last);
  const isFirst = command === program || (rest.length === before.length && operands.length === 0);
  const commands = isFirst ? commandsOf(program) : commandsOf(command);
  return startingWith([...commands, ...(await argumentCandidates(asked, operands.length))], last);
}

/** The command that the words name; by default `apply`. */
function findCommand(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  const named = program.commands.find((command) => command.name() === words[0]);
  if (!named)
    return { command: program.commands.find((command) => command.name() === 'apply') ?? program, rest: words };
  const child = named.commands.find((command) => command.name() === words[1]);
  return child ? { command: child, rest: words.slice(2) } : { command: named, rest: words.slice(1) };
}

/** Ignores an option whose value has not been typed yet. */
const asKnown = (words: readonly string[], command: Command): string[] =>
  [...words].slice(0, valueOption(command, words.at(-1) ?? '') ? -1 : undefined);

const valueOption = (command: Command, word: string): Option | undefined =>
  command.options.find(({ long, short, required }) => required && (long === word || short === word));

const optionsOf = (command: Command): Candidate[] =>
  command.options
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description }));

const commandsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((child) => ({ word: child.name(), about: child.description() }));

const startingWith = (candidates: readonly Candidate[], start: string): Candidate[] =>
  candidates.filter(({ word }) => word.startsWith(start));

/** Completes the last part of a comma-separated list. */
function withPrefix(candidates: readonly Candidate[], value: string, name = ''): Candidate[] {
  const done = value.slice(0, value.lastIndexOf(',') + 1);
  const found = startingWith(candidates, value.slice(done.length));
  return found.map(({ word, about }) => ({ word: `${name}${done}${word}`, about }));
}
