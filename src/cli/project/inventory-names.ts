import type { Inventory } from '../../inventory/types.ts';

/** The names of hosts and groups: what a run prints on every line, and no secret. */
export function inventoryNames({ hosts, groups }: Inventory): string[] {
  return [...hosts.keys(), ...groups.keys()];
}
