import type { Argument, Command, CommanderError, Option } from 'commander';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { commandOf } from './command-of.ts';

/** The diagnostic for a mistake in the words of the command line: names the flag or word, and its correction. */
export function usageDiagnostic({ message }: CommanderError, program: Command, words: readonly string[]): Diagnostic {
  const command = commandOf(program, words);
  const [first = '', hint] = message.replace(/^error: /, '').split(/\n/);
  const [, summary = first, tail] = /^(.* is invalid)\. (.*)$/s.exec(first) ?? [];
  const word = /'([^']*)'/.exec(summary)?.[1] ?? '';
  const option = command.options.find(({ flags }) => flags === word);
  const argument = argumentOf(summary, command);
  return {
    code: 'usage',
    severity: 'error',
    summary: argument ? `${argument.name()} cannot be '${word}'` : summary,
    suggestion:
      (/^unknown (?:option|command)/.test(summary) ? undefined : hint?.replace(/^\(|\)$/g, '')) ??
      (argument
        ? suggestChoice(word, argument.argChoices ?? [])
        : suggestUsage({ summary, tail, word, option }, command)),
    range: placeOf(option ? longOf(option) : placeIn(word, words.includes(command.name()) ? command : program)),
  };
}

/** The argument with a choice of values that has another value. */
const argumentOf = (summary: string, command: Command): Argument | undefined => {
  const [, name] = /is invalid for argument '([^']*)'/.exec(summary) ?? [];
  return command.registeredArguments.find((each) => each.name() === name);
};

const suggestChoice = (word: string, choices: readonly string[]): string =>
  [didYouMean(word, choices), `Its values are ${choices.join(', ')}.`].filter(Boolean).join(' ');

interface Mistake {
  readonly summary: string;
  /** The values that the flag accepts, as a separate sentence. */
  readonly tail: string | undefined;
  /** The flag, the argument or the command that the message quotes. */
  readonly word: string;
  readonly option: Option | undefined;
}

function suggestUsage({ summary, tail, word, option }: Mistake, command: Command): string {
  const name = fullName(command);
  if (summary.includes('cannot be used with')) return suggestOne(summary, name);
  if (option) return suggestValue(option, tail, /argument '(.*)' is invalid/s.exec(summary)?.[1]);
  if (summary.startsWith('unknown option')) {
    const options = [...command.options, ...rootOf(command).options].flatMap(({ long, short }) =>
      [long, short].filter((flag) => flag != null),
    );
    const flags = [...options, '--help'];
    const [bare = ''] = word.split('=', 1);
    if (bare !== word && flags.includes(bare)) return `Write \`${bare}\`: it takes no value.`;
    if (word === '--dry-run') return 'Write `--check`, or `provision plan`: both change nothing.';
    // a single letter is similar to every other
    return (
      (word.startsWith('--') ? didYouMean(word, flags) : undefined) ??
      `Remove \`${word}\`: \`${name} --help\` lists the flags.`
    );
  }
  if (/^missing required argument|^too many arguments|takes one/.test(summary))
    return `Write \`${name} ${command.usage()}\`.`;
  const root = rootOf(command);
  const parent = command.commands.length > 0 ? command : root;
  const names = parent.commands.map((each) => each.name());
  return (
    (parent === root ? INSTEAD.get(word) : undefined) ??
    didYouMean(word, names) ??
    `\`${fullName(parent)} --help\` lists the commands.`
  );
}

/** What people know from other programs. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['all', 'To run a command on hosts, write `provision exec all -- uptime`.'],
  ['playbook', 'Write `provision apply PLAYBOOK`.'],
  ['run', 'Write `provision apply`.'],
  ['deploy', 'Write `provision apply`.'],
  ['check', 'Write `provision plan` to see what would change, or `provision lint` to find mistakes.'],
  ['diff', 'Write `provision plan`: it shows what would change.'],
  ['ping', 'Write `provision exec all -- true`.'],
  ['setup', 'Write `provision facts all`.'],
  ['version', 'Write `provision --version`.'],
  ['galaxy', 'Copy the role into roles/, or name its directory with `--roles-path DIRECTORY`.'],
]);

/** The accepted forms of a flag's value, with an example. */
function suggestValue(option: Option, tail: string | undefined, given: string | undefined): string {
  const flag = longOf(option);
  const { argChoices: choices = [] } = option;
  const meant = given === undefined ? undefined : didYouMean(given, choices);
  if (meant !== undefined) return `${meant} Its values are ${choices.join(', ')}.`;
  if (choices.length > 0) return `Write \`${flag} ${choices[0] ?? ''}\`; its values are ${choices.join(', ')}.`;
  const placeholder = /<(.+?)(?:\.\.\.)?>/.exec(option.flags)?.[1] ?? 'value';
  const { defaultValue } = option as { readonly defaultValue: unknown };
  const example = ['string', 'number'].includes(typeof defaultValue) ? String(defaultValue) : EXAMPLES[placeholder];
  if (option.description === '') return tail ?? `Remove \`${flag}\`.`;
  const line = `\`${flag} ${example ?? placeholder.toUpperCase()}\``;
  return tail === undefined ? `Write ${line}: ${option.description}.` : `${tail} For example ${line}.`;
}

/** Examples for the placeholders of flags. */
const EXAMPLES: Readonly<Record<string, string>> = {
  n: '5',
  seconds: '30',
  file: 'FILE',
  url: 'https://collector.example.com',
  database: 'postgres://provision@db1/provision',
  to: 'https://hooks.example.com/deploy',
  reasons: 'failure,drift',
  pattern: 'web:!web1',
  inventory: 'hosts.yml',
};

function suggestOne(summary: string, name: string): string {
  const [one = '', other = ''] = [...summary.matchAll(/option '([^']*)'/g)].map(
    ([, flags = '']) => /--[\w-]+/.exec(flags)?.[0] ?? flags,
  );
  return `Remove \`${one}\` or \`${other}\`: \`${name} --help\` describes both.`;
}

const longOf = ({ long, short, flags }: Option): string => long ?? short ?? flags;

/** A message may quote the command itself, or an argument by its name. */
function placeIn(word: string, command: Command): string {
  if (word.startsWith('-')) return word;
  const isName = word === command.name() || command.registeredArguments.some((each) => each.name() === word);
  return isName ? fullName(command) : `${fullName(command)} ${word}`.trim();
}

const rootOf = (command: Command): Command => (command.parent ? rootOf(command.parent) : command);

/** `provision vault encrypt`. */
const fullName = (command: Command): string =>
  command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
