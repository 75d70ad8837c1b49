import { fileURLToPath } from 'node:url';
import { runCommand, runOrThrow, type CommandOptions, type CommandResult } from './run-command.ts';

/** The checkout that is being tested. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

const script = `${checkout}vagrant/lab`;

/** Runs a command of `vagrant/lab`; resolves to what it printed, rejects when it fails. */
export function lab(...args: string[]): Promise<string> {
  return runOrThrow(script, args);
}

/** Runs a shell command on a host over ssh, as the user vagrant (who has sudo). */
export function ssh(host: string, command: string, options: CommandOptions = {}): Promise<CommandResult> {
  return runCommand(script, ['ssh', host, command], options);
}

/** As `ssh`, for what must go well: resolves to stdout, rejects otherwise. */
export function sshOrThrow(host: string, command: string): Promise<string> {
  return runOrThrow(script, ['ssh', host, command]);
}

/** The private key that the lab's inventory names for a host. */
export async function keyFileOf(host: string): Promise<string> {
  const inventory = await lab('inventory', host);
  const file = /ansible_ssh_private_key_file: (.+)/.exec(inventory)?.[1];
  if (file === undefined) throw new Error(`vagrant/lab inventory ${host} names no key:\n${inventory}`);
  return file;
}
