import { quoteAll } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import aptLocks from './apt-locks.sh';
import aptRun from './apt-run.sh';
import policyRcD from './policy-rc-d.sh';

/** How apt-get is to be run. */
export interface AptGetSettings {
  readonly lockTimeoutSeconds: number;
  /** Without progress for so long, apt-get and what it has started are ended. */
  readonly progressTimeoutSeconds: number;
  /** dpkg's answers to questions about configuration files: `force-confold`. */
  readonly dpkgOptions: readonly string[];
  /** Further options of apt-get. */
  readonly options: readonly string[];
  /** Refresh the package lists first. */
  readonly updates: boolean;
  /** What policy-rc.d answers while packages are configured; 101 keeps services from being started. */
  readonly policyRcD?: number | undefined;
}

/** The slowest thing that a package does without a sign of life, with much to spare. */
export const PROGRESS_TIMEOUT_SECONDS = 300;

/** A script that runs apt-get commands one after another. Packages' scripts get no terminal that one could wait for an answer on. */
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

/** Shell that runs a command with its standard input, again while another program has the lock that it needs; what fails says which. */
export const renderWhenUnlocked = (command: string): string =>
  `${programText(aptLocks).trimEnd()}\nwhen_unlocked ${command}`;
