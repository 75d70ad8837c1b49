import { relative, resolve } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { ProjectScope } from '../../engine/ownership/project-scope.ts';
import type { RunMode } from '../../engine/events.ts';
import { resolveSource } from '../../inventory/sources/resolve-source.ts';
import { readIdentity, writeIdentity } from './project-identity.ts';

export interface ScopeFlags {
  /** The playbook's path. */
  readonly playbook: string;
  /** The inventory's sources, as given. */
  readonly inventory: readonly string[];
}

/** The owner of a run's resources on hosts. Only apply saves a new identity. Throws `InvalidInput`. */
export function readScope({ playbook, inventory }: ScopeFlags, mode: RunMode): ProjectScope {
  const found = readIdentity(playbook);
  const { id, root } = found.isWritten || mode !== 'apply' ? found : writeIdentity(found);
  return {
    project: id,
    inventory: [...new Set(inventory.map((source) => sourceName(source, root)))].sort().join(' '),
    playbook: relative(root, resolve(playbook)),
  };
}

/** A name under inventories/ and its path are the same source. All lists of hosts count as one inventory. */
function sourceName(text: string, root: string): string {
  const source = resolveSource(text, new DiagnosticList());
  if (source?.kind !== 'path') return 'hosts';
  const path = resolve(source.path);
  const below = relative(root, path);
  return below.startsWith('..') ? path : below;
}
