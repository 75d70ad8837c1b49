import type { Group, Inventory, InventoryHost } from './types.ts';

const known = new WeakMap<Group, readonly InventoryHost[]>();

/** Every host of a group, once: its own first, then its children's, breadth first. */
export function groupHosts(group: Group): readonly InventoryHost[] {
  const cached = known.get(group);
  if (cached) return cached;
  const hosts = [...new Set([...descendants(group)].flatMap((each) => each.hosts))];
  known.set(group, hosts);
  return hosts;
}

/** What `groups` gives: the names of each group's hosts. */
export const namesByGroup = ({ groups }: Pick<Inventory, 'groups'>): Record<string, readonly string[]> =>
  Object.fromEntries([...groups].map(([name, group]) => [name, groupHosts(group).map((host) => host.name)]));

/** The group itself and all below it, breadth first. */
function descendants(group: Group): Set<Group> {
  const found = new Set([group]);
  // A set's iteration goes on over what is added meanwhile.
  for (const each of found) each.children.forEach((child) => found.add(child));
  return found;
}
