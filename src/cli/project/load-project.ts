import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { Inventory, InventoryHost } from '../../inventory/types.ts';
import type { Playbook, VariableLayer } from '../../playbook/types.ts';
import { createVarsReader } from '../../playbook/variables/read-vars.ts';
import { limitedHosts, loadLimit } from '../../inventory/pattern/pattern-limit.ts';
import { loadPlaybook } from '../../playbook/load-playbook.ts';
import type { LoadYamlOptions } from '../../yaml/load-yaml.ts';
import { checkPlaybook } from '../../check/check-playbook.ts';
import { decryptVault } from '../../vault/cipher.ts';
import type { VaultSecret } from '../../vault/envelope.ts';
import type { CommandIo } from '../command-io.ts';
import { rolesOf } from './bundled-roles.ts';
import { readExtraVars } from './extra-vars.ts';
import { findPlaybook } from './find-playbook.ts';
import { inventoryNames } from './inventory-names.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import type { InventoryNeeds } from '../options/load-inventory-options.ts';
import type { ProjectFlags } from '../options/project-options.ts';
import { loadVaultOptions } from '../options/load-vault-options.ts';
import { readNodes } from './read-nodes.ts';
import { namedByConfig } from './named-by-config.ts';
import { settlePlays } from '../../variables/settle-plays.ts';
import { typeExtraVars } from './type-extra-vars.ts';

/** Everything that a run loads before it connects. */
export interface Project {
  readonly playbook: Playbook;
  readonly inventory: Inventory;
  readonly limit: ReadonlySet<InventoryHost> | undefined;
  /** Names of the nodes that `--nodes` selects; undefined means all nodes. */
  readonly nodes: ReadonlySet<string> | undefined;
  readonly extraVars: ReadonlyMap<string, Templated>;
  /** Reads a file of variables by its absolute path. Throws `InvalidInput`. */
  readonly readVars: (path: string) => VariableLayer;
  /** The given vault passwords. */
  readonly secrets: readonly VaultSecret[];
}

export interface ProjectNeeds {
  readonly diagnostics: DiagnosticList;
  readonly mask: SecretMask;
  /** Called with the output of an inventory script and its absolute path. */
  readonly onListed?: InventoryNeeds['onListed'];
  /** Vault passwords that are already known, so that the user is not prompted twice. */
  readonly secrets?: readonly VaultSecret[] | undefined;
}

/** Loads the playbook, the inventory and the variables that the flags select. Undefined if that failed; the diagnostics contain the reasons. */
export async function loadProject(
  flags: ProjectFlags,
  io: CommandIo,
  { diagnostics, mask, secrets: given, onListed }: ProjectNeeds,
): Promise<Project | undefined> {
  const path = findPlaybook(flags.playbook);
  const secrets = given ?? (await loadVaultOptions(flags, io));
  const yaml: LoadYamlOptions = {
    onSecret: (text) => mask.add(text),
    ...(secrets.length > 0 && { decryptVault: (text: string) => decryptVault(text, secrets).toString('utf8') }),
  };
  const ofInventory = new DiagnosticList();
  const [written, inventory] = await Promise.all([
    loadPlaybook(path, { ...yaml, ...rolesOf(flags), strict: flags.strict }, diagnostics),
    loadInventoryOptions(flags, io, { ...yaml, diagnostics: ofInventory, secrets, onListed, playbooks: [path] }),
  ]);
  diagnostics.addAll(ofInventory.items);
  mask.spare(inventoryNames(inventory));
  const texts = readExtraVars(flags.extraVars ?? [], yaml, diagnostics);
  const extraVars = typeExtraVars(texts, written ? [written] : []);
  const playbook = written && settlePlays(written, { inventory, extra: extraVars, severity: 'error' }, diagnostics);
  // if the inventory or the variables could not be read, all names would be reported as missing
  if (playbook && !ofInventory.hasErrors)
    checkPlaybook(playbook, { inventory, extra: extraVars, isNamed: namedByConfig(inventory) }, diagnostics);
  const limit = diagnostics.hasErrors ? undefined : readLimit(flags.limit, inventory, diagnostics);
  const nodes = flags.nodes === undefined ? undefined : readNodes(flags.nodes, diagnostics);
  return playbook && { playbook, inventory, limit, nodes, extraVars, readVars: createVarsReader(yaml), secrets };
}

function readLimit(
  limits: readonly string[] | undefined,
  inventory: Inventory,
  diagnostics: DiagnosticList,
): ReadonlySet<InventoryHost> | undefined {
  if (!limits) return undefined;
  const patterns = loadLimit(limits.join(','), diagnostics);
  return patterns && limitedHosts(inventory, patterns, diagnostics);
}
