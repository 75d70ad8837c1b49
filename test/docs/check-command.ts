import type { Command, Option } from 'commander';

/** What is wrong with a line of a page that calls the program; undefined where nothing is, or where it does not call it. */
export function checkCommand(line: string, program: Command): string | undefined {
  for (const words of callsOf(line)) {
    const mistake = checkWords(words, program);
    if (mistake !== undefined) return `${line.trim()}: ${mistake}`;
  }
  return undefined;
}

/** The words of each call of the program in a line of shell, without what the shell takes for itself. */
function callsOf(line: string): readonly (readonly string[])[] {
  const words = line.match(
    /'[^']*'|"(?:\\.|[^"\\])*"|\$\([^)]*\)|[|;&>()]+|(?:^|\s)#.*|[^\s|;&>()'"]+(?:'[^']*'|"[^"]*"|[^\s|;&>()'"])*/g,
  );
  const calls: string[][] = [];
  let call: string[] | undefined;
  for (const word of (words ?? []).map((each) => each.trim())) {
    if (word.startsWith('#')) break;
    if (/^([|;&>()]+|:::)$/.test(word)) call = undefined;
    else if (word === 'provision' && call === undefined) calls.push((call = []));
    else call?.push(word.replace(/^(['"])(.*)\1$/, '$2'));
  }
  return calls;
}

function checkWords(words: readonly string[], program: Command): string | undefined {
  let command = program;
  let rest = words;
  for (;;) {
    const sub = command.commands.find((each) => each.name() === rest[0]);
    if (sub === undefined) break;
    command = sub;
    rest = rest.slice(1);
  }
  if (command === program) command = named(program, 'apply');
  else if (command.commands.length > 0 && rest.length > 0 && !/^(-h|--help|\.\.\.)$/.test(rest[0] ?? ''))
    return `${command.name()} has no command ${rest[0] ?? ''}`;
  return checkArguments(rest, command, program);
}

function checkArguments(words: readonly string[], command: Command, program: Command): string | undefined {
  let positional = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      if (command.name() === 'install') return checkArguments(words.slice(at + 1), named(program, 'apply'), program);
      return undefined;
    }
    if (!word.startsWith('-') || word === '-') {
      if (/^(\.\.\.|…|\[options\])$/.test(word)) continue;
      positional += 1;
      continue;
    }
    if (/^(-h|--help|-V|--version)$/.test(word)) continue;
    const [name = '', value] = word.split(/=(.*)/s);
    const option = optionOf(name, command);
    if (option === undefined) return `${command.name()} has no option ${name}`;
    const takesNext = (option.required || option.optional) && value === undefined && /^(--|-.$)/.test(name);
    const given = value ?? (takesNext ? words[at + 1] : undefined);
    if (option.required && takesNext && given === undefined) return `${name} needs a value`;
    if (option.argChoices && given !== undefined && !isPlaceholder(given) && !option.argChoices.includes(given))
      return `${name} does not take ${given}`;
    if (takesNext) at += 1;
  }
  const most = command.registeredArguments.some(({ variadic }) => variadic)
    ? Infinity
    : command.registeredArguments.length;
  return positional > most ? `${command.name()} takes ${most} words, not ${positional}` : undefined;
}

/** `-vvv` is `-v` more than once, and `-fX` is `-f X`. */
const optionOf = (name: string, command: Command): Option | undefined =>
  command.options.find(({ long, short }) => (name.startsWith('--') ? long === name : short === name.slice(0, 2)));

const isPlaceholder = (word: string): boolean => /^[A-Z][A-Z_]+$|^</.test(word);

function named(program: Command, name: string): Command {
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return command;
}
