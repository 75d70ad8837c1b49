import { buffer } from 'node:stream/consumers';
import type { NamedString } from '../../vault/file-actions.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { CommandIo } from '../command-io.ts';

export interface StringOptions {
  readonly name?: readonly string[];
  readonly stdinName?: string;
  readonly prompt?: boolean;
}

/**
 * The strings to encrypt: from the prompt, then from the command line with their names in order, then from standard
 * input, if requested by `-`, by --stdin-name, or by the absence of other strings. Throws VaultError `usage`.
 */
export async function collectStrings(
  strings: readonly string[],
  options: StringOptions,
  io: CommandIo,
): Promise<NamedString[]> {
  const { name: names = [], stdinName, prompt } = options;
  const values = strings.filter((string) => string !== '-');
  const fromStdin = values.length < strings.length || stdinName !== undefined || (values.length === 0 && !prompt);
  const asked = prompt ? [await ask(io)] : [];
  const given = [...asked, ...values].map((value, index) => ({ name: names[index], value }));
  if (names.length > given.length + (fromStdin && stdinName === undefined ? 1 : 0)) {
    throw new VaultError('usage', 'there are more --name flags than strings', {
      remedy: 'Write one `--name NAME` for each string, in the same order.',
      place: '--name',
    });
  }
  if (!fromStdin) return given;
  return [...given, { name: stdinName ?? names[given.length], value: await buffer(io.stdin) }];
}

async function ask({ prompt }: CommandIo): Promise<string> {
  if (!prompt) throw new VaultError('usage', '--prompt needs a terminal');
  return prompt('String to encrypt: ');
}
