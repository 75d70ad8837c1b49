import { dirname, resolve } from 'node:path';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { compileTemplate } from '../../expression/compile-template.ts';
import { suggestInventory } from '../../inventory/sources/resolve-source.ts';
import { loadInventory } from '../../inventory/load-inventory.ts';
import type { LoadInventoryOptions } from '../../inventory/load-inventory.ts';
import type { Inventory } from '../../inventory/types.ts';
import type { VaultOptions as InlineVaultOptions } from '../../yaml/vaulted.ts';
import { searchPathOf } from '../../playbook/files/search-path.ts';
import { createHost } from '../../playbook/files/template-reader.ts';
import { YamlFiles } from '../../playbook/files/yaml-files.ts';
import { decryptVault } from '../../vault/cipher.ts';
import type { VaultSecret } from '../../vault/envelope.ts';
import type { CommandIo } from '../command-io.ts';
import type { InventoryOptions } from './inventory-options.ts';
import { loadVaultOptions } from './load-vault-options.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

export interface InventoryNeeds extends Pick<InlineVaultOptions, 'keepInlineVaults' | 'onSecret'> {
  readonly diagnostics: DiagnosticList;
  /** Paths of the playbooks to run; by default playbooks/site.yml. */
  readonly playbooks?: readonly string[] | undefined;
  /** Called with the output of an inventory script and its absolute path. */
  readonly onListed?: LoadInventoryOptions['onListed'];
  /** Vault passwords that are already known, so that the user is not prompted twice. */
  readonly secrets?: readonly VaultSecret[] | undefined;
}

/** Loads the inventory that the flags select. Mistakes are added to `diagnostics`; throws VaultError if a password is not available. */
export async function loadInventoryOptions(
  options: InventoryOptions,
  io: CommandIo,
  { diagnostics, playbooks = ['playbooks/site.yml'], secrets: given, ...needs }: InventoryNeeds,
): Promise<Inventory> {
  const sources = options.inventory ?? [];
  if (sources.length === 0) {
    diagnostics.error({
      code: 'inventory-not-found',
      summary: 'No inventory is given',
      suggestion: suggestInventory(),
      range: placeOf('--inventory'),
    });
  }
  const secrets = given ?? (await loadVaultOptions(options, io));
  const host = createHost(searchPathOf(resolve(dirname(playbooks[0] ?? '.'))), new YamlFiles({}));
  return loadInventory(sources, {
    ...needs,
    diagnostics,
    from: options.inventoryFrom,
    tell: (line) => void io.stderr.write(`${line}\n`),
    compile: (text, list) => compileTemplate(text, list, host),
    playbookDirs: [...new Set(playbooks.map((path) => dirname(path)))],
    decryptVault: secrets.length > 0 ? (text) => decryptVault(text, secrets).toString('utf8') : undefined,
  });
}
