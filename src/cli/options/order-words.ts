import type { Command, Option } from 'commander';

/** Moves the command to the front: `-i prod lint` becomes `lint -i prod`. Words without a command are returned unchanged. */
export function orderWords(program: Command, words: readonly string[]): readonly string[] {
  const options = program.commands.flatMap((command) => command.options);
  const names = program.commands.map((command) => command.name());
  let at = 0;
  while (words[at]?.startsWith('-') === true && words[at] !== '--') at += takesNext(words[at] ?? '', options) ? 2 : 1;
  const command = words[at];
  if (at === 0 || command === undefined || !names.includes(command)) return words;
  return [command, ...words.slice(0, at), ...words.slice(at + 1)];
}

/** Whether the word after an option is its value. */
function takesNext(word: string, options: readonly Option[]): boolean {
  if (word.startsWith('--'))
    return !word.includes('=') && options.some(({ long, required }) => long === word && required);
  const takesValue = (letter: string): boolean =>
    options.some(({ short, required }) => short === `-${letter}` && required);
  const first = Array.from(word.slice(1)).findIndex(takesValue);
  return first >= 0 && first === word.length - 2;
}
