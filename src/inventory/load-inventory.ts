import { dirname } from 'node:path';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { CompileTemplate } from '../yaml/templated.ts';
import type { VaultOptions } from '../yaml/vaulted.ts';
import { toUnreadable } from '../controller/file-error.ts';
import { kindOf } from '../controller/file-kind.ts';
import { finishInventory } from './finish-inventory.ts';
import { InventoryDraft } from './inventory-draft.ts';
import { loadVarsFiles } from './sources/load-vars-files.ts';
import type { Inventory } from './types.ts';
import { readHostList, readSource } from './sources/read-source.ts';
import { resolveSource } from './sources/resolve-source.ts';
import type { SourceContext } from './sources/source-context.ts';
import { remedyOf } from '../controller/file-remedy.ts';
import { placeOf } from '../diagnostic/source-range.ts';

export interface LoadInventoryOptions extends VaultOptions {
  readonly diagnostics: DiagnosticList;
  readonly compile: CompileTemplate;
  /** Directories of the playbooks to run, which are also searched for group_vars/ and host_vars/. */
  readonly playbookDirs?: readonly string[] | undefined;
  /** The origin of the sources' names; the default is the flag `--inventory`. */
  readonly from?: string | undefined;
  /** Called with the program that is waited for, and for how long. */
  readonly tell?: ((line: string) => void) | undefined;
  /** Called with the output of a script, including variables of hosts, and its absolute path. */
  readonly onListed?: ((path: string, listed: Readonly<Record<string, unknown>>) => void) | undefined;
  /** Time limit of an executable inventory; the default is ten minutes. */
  readonly scriptTimeoutMs?: number | undefined;
}

/**
 * Reads all sources, one after another, and the variables next to them. A source is a name under inventories/, a path, or a list of
 * hosts with a comma. Mistakes are added to `diagnostics`; if there are errors, the inventory must not be used.
 */
export async function loadInventory(sources: readonly string[], options: LoadInventoryOptions): Promise<Inventory> {
  const { diagnostics, compile, playbookDirs = [], tell, onListed, scriptTimeoutMs, from } = options;
  const draft = new InventoryDraft(diagnostics);
  const context: SourceContext = { draft, diagnostics, compile, vault: options, tell, onListed, scriptTimeoutMs };
  const inventoryDirs = new Set<string>();
  for (const text of sources) {
    const source = resolveSource(text, diagnostics, from);
    if (source?.kind === 'hosts') readHostList(source.list, context);
    if (source?.kind !== 'path') continue;
    inventoryDirs.add(kindOf(source.path) === 'a directory' ? source.path : dirname(source.path));
    await readReadable(source.path, context);
  }
  const besidePlaybook = playbookDirs.filter((dir) => !inventoryDirs.has(dir));
  const files = loadVarsFiles({ inventoryDirs: [...inventoryDirs], playbookDirs: besidePlaybook }, context);
  return finishInventory(context.draft, files, diagnostics);
}

/** Reports unreadable sources. */
async function readReadable(path: string, context: SourceContext): Promise<void> {
  try {
    await readSource(path, context);
  } catch (error) {
    const unreadable = toUnreadable(path, error);
    context.diagnostics.error({
      code: 'inventory-unreadable',
      summary: unreadable.message,
      suggestion: remedyOf(unreadable),
      range: placeOf(unreadable.path),
    });
  }
}
