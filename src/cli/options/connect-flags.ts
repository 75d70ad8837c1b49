import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

/** The flags of every command that connects to hosts. */
export interface ConnectFlags {
  readonly forks: number;
  readonly askBecomePass?: boolean;
  readonly acceptNewHostKeys?: boolean;
  readonly timeout: number;
  readonly lockTimeout?: number;
  readonly maxOutputMb: number;
}

/** Adds the flags of ConnectFlags to a command. */
export function addConnectFlags(command: Command, whatForksBounds: string): Command {
  return command
    .option('-f, --forks <n>', whatForksBounds, positive, 50)
    .option('-K, --ask-become-pass', 'prompt for the sudo password')
    .option(
      '--accept-new-host-keys',
      'accept and save the keys of hosts that are not in known_hosts; a changed key is refused',
    )
    .option('--timeout <seconds>', 'how long a connection may take', positive, 10)
    .option(
      '--lock-timeout <seconds>',
      'how long to wait for a host that another run has locked (default: 0; 60 where that run has died; 300 for a host that a task is delegated to)',
      wholeNumber,
    )
    .option(
      '--max-output-mb <n>',
      'the most that is kept of what a task prints on stdout, and on stderr',
      positive,
      10,
    );
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It takes a whole number from 0.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}
