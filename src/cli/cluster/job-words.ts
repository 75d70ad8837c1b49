import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { RunMode } from '../../engine/events.ts';
import type { RunFlags } from '../run/run-options.ts';

/** Flags that only this machine could do something with. */
const REFUSED: Readonly<Partial<Record<keyof RunFlags, string>>> = {
  askPass: '--ask-pass',
  askBecomePass: '--ask-become-pass',
  askVaultPass: '--ask-vault-pass',
  connectionPasswordFile: '--connection-password-file',
  becomePasswordFile: '--become-password-file',
  privateKey: '--private-key',
  step: '--step',
  nodes: '--nodes',
  out: '--out',
  startAtTask: '--start-at-task',
};

/** Reports flags that do not go together with `--cluster`. */
export function checkFlags(flags: RunFlags, diagnostics: DiagnosticList): void {
  for (const [name, flag] of Object.entries(REFUSED))
    if (flags[name as keyof RunFlags] !== undefined)
      diagnostics.error({
        code: 'usage',
        summary: `${flag} cannot be given together with --cluster`,
        suggestion: `Passwords and keys are where the workers are: write \`provision worker ${flag}\`.`,
      });
}

/** The words of the program on a worker: the run's, without what is only for who looks on. */
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
