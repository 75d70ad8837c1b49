import type { Inventory } from '../../inventory/types.ts';

/** The names of hosts and groups, which a run prints on every line and which are never secret. */
export function inventoryNames({ hosts, groups }: Inventory): string[] {
  return [...hosts.keys(), ...groups.keys()];
}
