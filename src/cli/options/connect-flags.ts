import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { choiceOf } from '../../values/choice.ts';
import { BECOME_METHODS, CONNECTION_KINDS } from '../../values/connection-kinds.ts';

/** The flags of every command that connects to hosts. */
export interface ConnectFlags {
  readonly forks: number;
  readonly askBecomePass?: boolean;
  readonly acceptNewHostKeys?: boolean;
  readonly timeout: number;
  readonly lockTimeout?: number;
  readonly maxOutputMb: number;
  readonly user?: string;
  readonly port?: number;
  readonly privateKey?: string;
  readonly connection?: string;
  readonly sshArgs?: string;
  readonly sshCommonArgs?: string;
  readonly sshExtraArgs?: string;
  readonly becomeMethod?: string;
  readonly askPass?: boolean;
  readonly connectionPasswordFile?: string;
  readonly becomePasswordFile?: string;
}

/** Adds the flags of ConnectFlags to a command. */
export function addConnectFlags(command: Command, whatForksBounds: string): Command {
  return command
    .option('-f, --forks <n>', whatForksBounds, positive, 50)
    .option('-u, --user <name>', 'log in as this user, unless the inventory names one')
    .option('-k, --ask-pass', 'prompt for the login password')
    .option('--connection-password-file <file>', 'read the login password from a file or a program')
    .option('--private-key <file>', 'log in with this key, unless the inventory names one')
    .addOption(
      new Option('-c, --connection <type>', 'how to connect, unless the inventory says otherwise').choices(
        choiceOf(CONNECTION_KINDS).choices,
      ),
    )
    .option('--ssh-common-args <words>', 'arguments for OpenSSH, unless the inventory has ansible_ssh_common_args')
    .option(
      '--ssh-extra-args <words>',
      'further arguments for OpenSSH, unless the inventory has ansible_ssh_extra_args',
    )
    .addOption(refused('--sftp-extra-args'))
    .addOption(refused('--scp-extra-args'))
    .addOption(
      new Option('--become-method <method>', 'sudo or su, unless the inventory says otherwise').choices(
        choiceOf(BECOME_METHODS).choices,
      ),
    )
    .option('-K, --ask-become-pass', 'prompt for the sudo password')
    .option('--become-password-file <file>', 'read the sudo password from a file or a program')
    .option(
      '--accept-new-host-keys',
      'accept and save the keys of hosts that are not in known_hosts; a changed key is refused',
    )
    .option('-T, --timeout <seconds>', 'timeout for connecting', positive, 10)
    .option(
      '--lock-timeout <seconds>',
      'how long to wait for a host locked by another run (default: 0; 60 if that run has died; 300 for a host that a task is delegated to)',
      wholeNumber,
    )
    .option('--max-output-mb <n>', "how much of a task's stdout and of its stderr is kept", positive, 10);
}

/** A flag of Ansible that has no effect here. */
const refused = (name: string): Option =>
  new Option(`${name} <words>`).hideHelp().argParser(() => {
    throw new InvalidArgumentError('Files go through the one SSH connection: give `--ssh-common-args`.');
  });

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It takes a whole number from 0.');
  return value;
}

export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}
