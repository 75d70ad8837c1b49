import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Group, Inventory, InventoryHost } from '../../inventory/types.ts';
import type { ControlEffect } from '../../module-api/module.ts';

const NOWHERE: SourceRange = { source: { path: 'add_host', text: '' }, start: 0, end: 0 };

/** An inventory that a run may add hosts and groups to. What was read stays as it is. */
export class ExtendedInventory implements Inventory {
  readonly hosts: Map<string, InventoryHost>;
  readonly groups: Map<string, Group>;
  readonly localhost: InventoryHost;
  /** Something was added. */
  isExtended = false;

  constructor(inventory: Inventory) {
    this.hosts = new Map(inventory.hosts);
    this.groups = new Map(inventory.groups);
    this.localhost = inventory.localhost;
  }

  /** False where the host was there, in these groups. */
  addHost({ name, groups, variables }: Extract<ControlEffect, { kind: 'add-host' }>): boolean {
    const isNew = !this.hosts.has(name);
    const values = Object.entries(variables).map(
      ([key, value]) => [key, { value: { kind: 'literal' as const, value, range: NOWHERE }, range: NOWHERE }] as const,
    );
    const known = this.hosts.get(name) ?? { name, groups: [], layers: [], source: 'add_host' };
    this.isExtended = true;
    this.hosts.set(name, { ...known, layers: [...known.layers, { label: 'add_host', variables: new Map(values) }] });
    return groups.map((group) => this.#join(name, group)).some(Boolean) || isNew;
  }

  /** Puts a host into the group of a key, below the parents. */
  groupBy({ key, parents }: Extract<ControlEffect, { kind: 'group-by' }>, host: string): boolean {
    const name = key.replaceAll(' ', '-');
    return [name, ...parents].map((group) => this.#join(host, group)).some(Boolean);
  }

  #join(hostName: string, groupName: string): boolean {
    const host = this.hosts.get(hostName);
    if (!host) return false;
    const group = this.groups.get(groupName) ?? emptyGroup(groupName, this.groups.get('all'));
    if (group.hosts.some(({ name }) => name === hostName)) return false;
    this.isExtended = true;
    const joined: Group = { ...group, hosts: [...group.hosts, host] };
    this.groups.set(groupName, joined);
    this.hosts.set(hostName, { ...host, groups: [...host.groups.filter(({ name }) => name !== groupName), joined] });
    return true;
  }
}

const emptyGroup = (name: string, all: Group | undefined): Group => ({
  name,
  depth: 1,
  priority: 1,
  hosts: [],
  children: [],
  parents: all ? [all] : [],
  layers: { sources: [], besideInventory: [], besidePlaybook: [] },
});
