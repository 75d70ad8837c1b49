import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Inventory, InventoryHost } from '../inventory/types.ts';
import type { PatternText, Play, RoleEntry } from '../playbook/types.ts';
import { selectHosts } from '../inventory/pattern/pattern.ts';
import { sameVariables } from '../playbook/variables/same-variables.ts';

/**
 * The hosts of a play (for no entry) and of each of its role entries, in the play's order. A role that was only pulled in by
 * `dependencies` is left to the play's own entry of it where there is one. Reports patterns that name nothing.
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
  for (const [place, entry] of play.roles.entries()) {
    if (!entry.isDependency) continue;
    const others = play.roles.filter((other, i) => isSame(entry, other) && (!other.isDependency || i < place));
    const taken = new Set(others.flatMap((other) => selected.get(other) ?? []));
    selected.set(
      entry,
      (selected.get(entry) ?? []).filter((host) => !taken.has(host)),
    );
  }
  return (entry) => (entry ? (selected.get(entry) ?? []) : all);
}

const isSame = (a: RoleEntry, b: RoleEntry): boolean =>
  a !== b && a.role.path === b.role.path && sameVariables(a.vars, b.vars);
