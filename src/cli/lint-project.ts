import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { renderDiagnostic } from '../diagnostic/render.ts';
import { SecretMask } from '../diagnostic/secret-mask.ts';
import type { Playbook } from '../playbook/types.ts';
import { loadPlaybook } from '../playbook/load-playbook.ts';
import { checkPlaybook } from '../check/check-playbook.ts';
import { decryptVault } from '../vault/decrypt-vault.ts';
import { toVaultDiagnostic } from '../vault/to-vault-diagnostic.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { LoadYamlOptions } from '../yaml/load-yaml.ts';
import type { CommandIo } from './command-io.ts';
import { EXIT_INVALID } from './exit-codes.ts';
import { readExtraVars } from './extra-vars.ts';
import { typeExtraVars } from './type-extra-vars.ts';
import { findPlaybook } from './find-playbook.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { inventoryNames } from './inventory-names.ts';
import { loadInventoryOptions } from './load-inventory-options.ts';
import type { ProjectNeeds } from './load-project.ts';
import { loadVaultOptions } from './load-vault-options.ts';

export interface LintOptions extends InventoryOptions {
  readonly playbook?: readonly string[];
  readonly extraVars?: readonly string[];
}

/** Prints every mistake of the playbooks that can be told without a host. */
export async function lintProject(options: LintOptions, io: CommandIo): Promise<void> {
  const diagnostics = new DiagnosticList();
  const mask = new SecretMask();
  try {
    await lint(options, io, { diagnostics, mask });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    diagnostics.add(toVaultDiagnostic(error));
  }
  io.stdout.write(renderFindings(diagnostics.items, (text) => mask.mask(text)));
  if (diagnostics.hasErrors) io.setExitCode(EXIT_INVALID);
}

async function lint(options: LintOptions, io: CommandIo, { diagnostics, mask }: ProjectNeeds): Promise<void> {
  const secrets = await loadVaultOptions(options, io);
  const onSecret = (text: string): void => mask.add(text);
  const yaml: LoadYamlOptions = {
    onSecret,
    ...(secrets.length > 0 && { decryptVault: (text: string) => decryptVault(text, secrets).toString('utf8') }),
  };
  const paths = (options.playbook ?? ['site']).map(findPlaybook);
  const playbooks: Playbook[] = [];
  for (const path of paths) {
    const playbook = await loadPlaybook(path, { ...yaml, checkAllRoles: true }, diagnostics);
    if (playbook) playbooks.push(playbook);
  }
  const extraVars = typeExtraVars(readExtraVars(options.extraVars ?? [], yaml, diagnostics), playbooks);
  if (!options.inventory) return;
  const inventory = await loadInventoryOptions(options, io, { diagnostics, secrets, playbooks: paths, onSecret });
  mask.spare(inventoryNames(inventory));
  for (const playbook of playbooks) checkPlaybook(playbook, inventory, extraVars, diagnostics);
}

function renderFindings(items: readonly Diagnostic[], mask: (text: string) => string): string {
  const errors = items.filter(({ severity }) => severity === 'error').length;
  const summary =
    items.length === 0 ? 'no mistakes' : `${count(errors, 'error')}, ${count(items.length - errors, 'warning')}`;
  return [...items.map((item) => renderDiagnostic(item, mask)), summary].join('\n\n') + '\n';
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
