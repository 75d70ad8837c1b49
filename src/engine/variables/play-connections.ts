import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { Templated } from '../../expression/compiled.ts';
import { selectHosts } from '../../inventory/pattern/pattern.ts';
import type { Inventory } from '../../inventory/types.ts';
import type { Playbook } from '../../playbook/types.ts';

/** The connection settings of plays for a host, below its own variables. A host has one connection: of plays with the same setting, the first one counts. */
export function playConnections(
  { plays }: Playbook,
  inventory: Inventory,
): ReadonlyMap<string, ReadonlyMap<string, Templated>> {
  const found = new Map<string, ReadonlyMap<string, Templated>>();
  // patterns without hosts are reported where plays are planned
  const unheard = new DiagnosticList();
  for (const { hosts, connection } of plays) {
    if (connection.size === 0 || hosts.isOpen) continue;
    for (const { name } of selectHosts(inventory, hosts.pattern, { diagnostics: unheard })) {
      found.set(name, new Map([...connection, ...(found.get(name) ?? [])]));
    }
  }
  return found;
}
