import { renderPlan } from '../../plan-file/render-plan.ts';
import { readPlan } from '../../plan-file/read-plan.ts';
import type { SealedPlan } from '../../plan-file/read-plan.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import { loadVaultOptions } from '../options/load-vault-options.ts';
import { openingSecrets } from './plan-secrets.ts';
import type { VaultOptions } from '../options/vault-options.ts';

export interface ShowFlags extends VaultOptions {
  readonly output: 'text' | 'json';
}

/** Prints the file of a plan. Without the key, the plan is printed with a note that the seal was not verified. */
export async function showPlan(path: string, flags: ShowFlags, io: CommandIo): Promise<void> {
  await guard(io, async () => {
    const read = readPlan(path, openingSecrets(await loadVaultOptions(flags, io), io));
    const isChecked = read.keys !== undefined;
    if (flags.output === 'json') io.stdout.write(`${JSON.stringify(read.plan, null, 2)}\n`);
    else io.stdout.write(`${renderPlan(read.plan, sealText(read)).join('\n')}\n`);
    if (!isChecked) io.stderr.write(`warning: the seal of ${path} was not checked: ${missing(read)}\n`);
  });
}

const sealText = ({ sealedWith: { kind, label }, keys }: SealedPlan): string => {
  const what = kind === 'vault' ? `sealed with the vault password "${label}"` : "sealed with its user's key";
  return `${what}${keys === undefined ? ', not checked' : ', unchanged'}`;
};

const missing = ({ sealedWith: { kind, label } }: SealedPlan): string =>
  kind === 'vault' ? `the vault password "${label}" was not given` : "it is sealed with another user's key";
