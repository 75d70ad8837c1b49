import { relative } from 'node:path';
import { quote } from '../../query/quote.ts';
import { failedFile } from '../../records/run-directory.ts';
import type { RunMode } from '../../engine/events.ts';
import type { RunFlags } from './run-options.ts';

const COMMANDS: Readonly<Record<RunMode, readonly string[]>> = {
  apply: ['provision'],
  check: ['provision', 'plan'],
  verify: ['provision', 'verify'],
};

/**
 * The command that repeats the run on hosts where it did not succeed, for pasting into a shell. Undefined if the command line sets
 * variables: they may contain a secret, and this text is shown and recorded.
 */
export function retryCommand(flags: RunFlags, mode: RunMode, root: string): string | undefined {
  const { extraVars = [], tags = [], skipTags = [], roles = [], vaultId = [], vaultPasswordFile = [] } = flags;
  if (extraVars.some((text) => !text.startsWith('@'))) return undefined;
  const each = (name: string, values: readonly string[]): string[] => values.flatMap((value) => [name, value]);
  const words = [
    ...COMMANDS[mode],
    ...each('-i', flags.inventory ?? []),
    ...(flags.playbook === 'site' ? [] : ['-p', flags.playbook]),
    ...each('-e', extraVars),
    ...(tags.length === 0 ? [] : ['--tags', tags.join(',')]),
    ...(skipTags.length === 0 ? [] : ['--skip-tags', skipTags.join(',')]),
    ...(roles.length === 0 ? [] : ['--roles', roles.join(',')]),
    ...(flags.nodes === undefined ? [] : ['--nodes', flags.nodes]),
    ...each('--vault-id', vaultId),
    ...each('--vault-password-file', vaultPasswordFile),
    ...each('-u', flags.user === undefined ? [] : [flags.user]),
    ...each('--private-key', flags.privateKey === undefined ? [] : [flags.privateKey]),
    ...(flags.become ? ['-b'] : []),
    ...each('--become-user', flags.becomeUser === undefined ? [] : [flags.becomeUser]),
    ...(flags.askPass ? ['-k'] : []),
    ...(flags.askVaultPass ? ['--ask-vault-pass'] : []),
    ...(flags.askBecomePass ? ['-K'] : []),
    '--limit',
    `@${relative(process.cwd(), failedFile(root))}`,
  ];
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}
