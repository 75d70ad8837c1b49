import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';

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
    .option('-u, --user <name>', 'log in as this user, where the inventory names none')
    .option('-k, --ask-pass', 'prompt for the password to log in with')
    .option('--connection-password-file <file>', 'the password to log in with, from a file or a program')
    .option('--private-key <file>', 'log in with this key, where the inventory names none')
    .addOption(
      new Option('-c, --connection <type>', 'how to connect, where the inventory does not say').choices(CONNECTIONS),
    )
    .option('--ssh-common-args <words>', 'words for OpenSSH, where the inventory has no ansible_ssh_common_args')
    .option('--ssh-extra-args <words>', 'more of them, where it has no ansible_ssh_extra_args')
    .addOption(refused('--sftp-extra-args'))
    .addOption(refused('--scp-extra-args'))
    .addOption(
      new Option('--become-method <method>', 'sudo or su, where the inventory does not say').choices(['sudo', 'su']),
    )
    .option('-K, --ask-become-pass', 'prompt for the sudo password')
    .option('--become-password-file <file>', 'the sudo password, from a file or a program')
    .option(
      '--accept-new-host-keys',
      'accept and save the keys of hosts that are not in known_hosts; a changed key is refused',
    )
    .option('-T, --timeout <seconds>', 'how long a connection may take', positive, 10)
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

const CONNECTIONS = ['ssh', 'smart', 'paramiko', 'openssh', 'auto', 'local'];

/** A flag of Ansible that nothing here would use. */
const refused = (name: string): Option =>
  new Option(`${name} <words>`).hideHelp().argParser(() => {
    throw new InvalidArgumentError('Files go through the one SSH connection: give --ssh-common-args.');
  });

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
