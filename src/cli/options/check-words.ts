import type { Command } from 'commander';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { commandOf } from '../start/command-of.ts';

/** Ends the program with a usage error if a word before `--` is a mistake that commander would read as something else. */
export function checkWords(program: Command, words: readonly string[]): void {
  if (words[0] === 'help') checkTopic(program, words[1]);
  const command = commandOf(program, words);
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  own.forEach((word, i) => {
    const option = optionBefore(own[i - 1], command);
    if (option !== undefined) checkValue(option, word, command);
    else checkFlag(word, command);
  });
}

/** Otherwise `help` of an unknown command shows the help of the program. */
function checkTopic(program: Command, topic: string | undefined): void {
  const names = program.commands.map((command) => command.name());
  if (topic === undefined || topic.startsWith('-') || names.includes(topic)) return;
  program.error(
    `error: unknown command '${topic}'\n(${didYouMean(topic, names) ?? '`provision --help` lists the commands.'})`,
  );
}

/** The option whose value the next word is. */
const optionBefore = (word: string | undefined, { options }: Command): string | undefined =>
  options.find(({ long, short, required }) => required && (long === word || short === word)) && word;

/** Options to which nothing can be given. */
const MAY_BE_EMPTY = ['-e', '--extra-vars'];

/** An empty value is most likely an unset variable of a script. */
function checkValue(option: string, value: string, command: Command): void {
  if (value.trim() === '' && !MAY_BE_EMPTY.includes(option))
    command.error(`error: option '${option}' has an empty value\n(Give it a value, or leave \`${option}\` out.)`);
}

function checkFlag(word: string, command: Command): void {
  const [, joined, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
  if (joined !== undefined && command.options.some(({ long, required }) => long === joined && required))
    checkValue(joined, value ?? '', command);
  const meant = meantBy(word);
  if (meant === undefined || !command.options.some(({ long, short }) => long === meant || short === meant)) return;
  const kind = word.startsWith('-') ? 'begins with one dash' : 'begins with a dash that is not a hyphen';
  command.error(`error: '${word}' ${kind}\n(Write \`${meant}\`.)`);
}

/** `-limit`, or a flag with typographic dashes as word processors write them. */
function meantBy(word: string): string | undefined {
  const [, single] = /^-([a-z][a-z-]{2,})(?:=.*)?$/s.exec(word) ?? [];
  if (single !== undefined) return `--${single}`;
  const [, name] = /^[\u2010-\u2015\u2212][-\u2010-\u2015\u2212]?([a-zA-Z][\w-]*)(?:=.*)?$/s.exec(word) ?? [];
  if (name === undefined) return undefined;
  return name.length === 1 ? `-${name}` : `--${name}`;
}
