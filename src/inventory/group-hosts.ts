import type { Group, Inventory, InventoryHost } from './types.ts';

const known = new WeakMap<Group, readonly InventoryHost[]>();

/** All hosts of a group, each once: its own first, then those of its children, breadth first. */
export function groupHosts(group: Group): readonly InventoryHost[] {
  const cached = known.get(group);
  if (cached) return cached;
  const hosts = [...new Set([...descendants(group)].flatMap((each) => each.hosts))];
  known.set(group, hosts);
  return hosts;
}

/** The value of `groups`: the names of each group's hosts. */
export const namesByGroup = ({ groups }: Pick<Inventory, 'groups'>): Record<string, readonly string[]> =>
  Object.fromEntries([...groups].map(([name, group]) => [name, groupHosts(group).map((host) => host.name)]));

/** The group itself and all groups below it, breadth first. */
function descendants(group: Group): Set<Group> {
  const found = new Set([group]);
  // the iteration of a set includes elements that are added during it
  for (const each of found) each.children.forEach((child) => found.add(child));
  return found;
}
