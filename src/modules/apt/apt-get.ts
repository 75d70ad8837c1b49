import { quoteAll } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import aptLocks from './apt-locks.sh';
import aptRun from './apt-run.sh';
import policyRcD from './policy-rc-d.sh';

/** Options of an apt-get run. */
export interface AptGetSettings {
  readonly lockTimeoutSeconds: number;
  /** Seconds without progress after which apt-get and its child processes are ended. */
  readonly progressTimeoutSeconds: number;
  /** dpkg's answers to questions about configuration files: `force-confold`. */
  readonly dpkgOptions: readonly string[];
  /** Further options of apt-get. */
  readonly options: readonly string[];
  /** Refresh the package lists first. */
  readonly updates: boolean;
  /** Exit status of policy-rc.d while packages are configured; 101 prevents the start of services. */
  readonly policyRcD?: number | undefined;
}

/** Longer than any package works without visible progress, with a large margin. */
export const PROGRESS_TIMEOUT_SECONDS = 300;

/** A script that runs apt-get commands one after another. The scripts of packages get no terminal, so they can't wait for input. */
export function renderAptGet(settings: AptGetSettings, commands: readonly (readonly string[])[]): string {
  const options = [
    '-y',
    '-q',
    '-o',
    `DPkg::Lock::Timeout=${settings.lockTimeoutSeconds}`,
    '-o',
    'Dpkg::Use-Pty=0',
    ...settings.dpkgOptions.flatMap((option) => ['-o', `Dpkg::Options::=--${option}`]),
    ...settings.options,
  ];
  return [
    `LOCK_TIMEOUT=${settings.lockTimeoutSeconds} PROGRESS_TIMEOUT=${settings.progressTimeoutSeconds}`,
    programText(aptLocks).trimEnd(),
    programText(aptRun).trimEnd(),
    programText(policyRcD).trimEnd(),
    ...(settings.policyRcD === undefined ? [] : [`put_policy ${settings.policyRcD} || exit`]),
    ...(settings.updates ? ['update || exit'] : []),
    ...commands.map((words) => `run ${quoteAll([...options, ...words])} || exit`),
  ].join('\n');
}

/** Shell code that runs a command with its standard input, and repeats it while another program holds the lock; a failure names that program. */
export const renderWhenUnlocked = (command: string): string =>
  `${programText(aptLocks).trimEnd()}\nwhen_unlocked ${command}`;
