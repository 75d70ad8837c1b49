import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { RunMode } from '../../engine/events.ts';
import type { RunFlags } from '../run/run-options.ts';

type Refused = Readonly<Partial<Record<keyof RunFlags, string>>>;

/** Flags that workers have of their own. */
const OF_WORKERS: Refused = {
  connectionPasswordFile: '--connection-password-file',
  becomePasswordFile: '--become-password-file',
  privateKey: '--private-key',
};
/** Flags that ask on a terminal, which only this process has. */
const ASKING: Refused = {
  askPass: '--ask-pass',
  askBecomePass: '--ask-become-pass',
  askVaultPass: '--ask-vault-pass',
  step: '--step',
};
const UNSHARED: Refused = { nodes: '--nodes', out: '--out', startAtTask: '--start-at-task' };
const OF_CLUSTER: Refused = {
  cluster: '--cluster',
  detach: '--detach',
  shardSize: '--shard-size',
  workerTimeout: '--worker-timeout',
};

/** Reports flags that can't be combined with `--cluster`. */
export function checkFlags(flags: RunFlags, diagnostics: DiagnosticList): void {
  const check = (refused: Refused, suggestion?: (flag: string) => string): void =>
    refuse(flags, refused, { beside: '--cluster', suggestion, diagnostics });
  check(OF_WORKERS, (flag) => `Passwords and keys are where the workers are: write \`provision worker ${flag}\`.`);
  check(
    ASKING,
    () => 'Workers have no terminal; passwords and keys are where they are: see `provision worker --help`.',
  );
  check(UNSHARED);
  check({ processes: '--processes' });
}

/** Reports flags that do not go together with `--processes`. */
export function checkProcessFlags(flags: RunFlags, diagnostics: DiagnosticList): void {
  const beside = '--processes';
  const suggestion = () =>
    'The processes have no terminal. Passwords may be in files: `--become-password-file` and so on.';
  refuse(flags, ASKING, { beside, suggestion, diagnostics });
  refuse(flags, { ...UNSHARED, ...OF_CLUSTER }, { beside, diagnostics });
}

interface Refusing {
  readonly beside: string;
  readonly suggestion?: ((flag: string) => string) | undefined;
  readonly diagnostics: DiagnosticList;
}

function refuse(flags: RunFlags, refused: Refused, { beside, suggestion, diagnostics }: Refusing): void {
  for (const [name, flag] of Object.entries(refused))
    if (flags[name as keyof RunFlags] !== undefined)
      diagnostics.error({
        code: 'usage',
        summary: `${flag} cannot be given together with ${beside}`,
        suggestion: suggestion?.(flag),
      });
}

/** The words of the command line on a worker: those of the run, without flags for the display. */
export function jobWords(flags: RunFlags, mode: RunMode): string[] {
  const each = (name: string, values: readonly string[] = []): string[] => values.flatMap((value) => [name, value]);
  const one = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [name, String(value)];
  const word = (name: string, isGiven: boolean | undefined): string[] => (isGiven ? [name] : []);
  return [
    ...(mode === 'check' ? ['plan'] : ['apply', '--yes']),
    ...each('-i', flags.inventory),
    ...one('-p', flags.playbook),
    ...each('-e', flags.extraVars),
    ...one('--tags', flags.tags?.join(',')),
    ...one('--skip-tags', flags.skipTags?.join(',')),
    ...one('-M', flags.modulePath),
    ...word('--strict', flags.strict),
    ...word('-b', flags.become),
    ...one('--become-user', flags.becomeUser),
    ...one('--become-method', flags.becomeMethod),
    ...one('-u', flags.user),
    ...one('-c', flags.connection),
    ...one('--ssh-common-args', flags.sshCommonArgs),
    ...one('--ssh-extra-args', flags.sshExtraArgs),
    ...word('--accept-new-host-keys', flags.acceptNewHostKeys),
    ...one('--forks', flags.forks),
    ...one('--timeout', flags.timeout),
    ...one('--lock-timeout', flags.lockTimeout),
    ...one('--max-output-mb', flags.maxOutputMb),
    ...one('--task-timeout', flags.taskTimeout),
    ...word('--backup', flags.backup),
    ...word('--adopt-manifests', flags.adoptManifests),
    ...word('--drop-handlers', flags.dropHandlers),
    ...word('--diff', flags.diff),
    ...Array.from({ length: flags.verbose ?? 0 }, () => '-v'),
  ];
}
