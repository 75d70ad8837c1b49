import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Inventory, InventoryHost } from '../inventory/types.ts';
import type { PatternText, Play, RoleEntry } from '../playbook/types.ts';
import { selectHosts } from '../inventory/pattern/pattern.ts';

/**
 * The hosts of a play (for no entry) and of each of its role entries, in the play's order. Reports patterns that name nothing.
 */
export function entryHosts(
  play: Play,
  inventory: Inventory,
  diagnostics: DiagnosticList,
): (entry?: RoleEntry) => readonly InventoryHost[] {
  const { joinable } = play;
  const hostsOf = ({ pattern, range, isOpen }: PatternText): readonly InventoryHost[] =>
    isOpen ? [] : selectHosts(inventory, pattern, { diagnostics, range, joinable });
  const all = hostsOf(play.hosts);
  const selected = new Map<RoleEntry, readonly InventoryHost[]>();
  for (const entry of play.roles) {
    const { hosts } = entry;
    const own = hosts && new Set(hostsOf(hosts));
    selected.set(entry, own ? all.filter((host) => own.has(host)) : all);
  }
  return (entry) => (entry ? (selected.get(entry) ?? []) : all);
}
