import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Group, Inventory, InventoryAddition, InventoryHost } from '../../inventory/types.ts';
import type { ControlEffect } from '../../module-api/module.ts';

const NOWHERE: SourceRange = { source: { path: 'add_host', text: '' }, start: 0, end: 0 };

/** An inventory to which a run can add hosts and groups. The original inventory is not changed. */
export class ExtendedInventory implements Inventory {
  readonly localhost: InventoryHost;
  readonly #base: Inventory;
  /** All additions so far, in order. Set by add_host and group_by, read with the inventory; kept for the run. */
  readonly #additions: InventoryAddition[] = [];
  /** The inventory with the additions; undefined if it is outdated. */
  #current: Inventory | undefined;

  constructor(inventory: Inventory) {
    this.#base = inventory;
    this.#current = inventory;
    this.localhost = inventory.localhost;
  }

  get hosts(): ReadonlyMap<string, InventoryHost> {
    return this.current.hosts;
  }

  get groups(): ReadonlyMap<string, Group> {
    return this.current.groups;
  }

  /** The current inventory: the same object until something is added. */
  get current(): Inventory {
    this.#current ??= this.#base.extend?.(this.#additions) ?? this.#base;
    return this.#current;
  }

  /** Whether anything was added. */
  get isExtended(): boolean {
    return this.#additions.length > 0;
  }

  /** False if the host was already in these groups. Throws `InvalidInput` if a variables file of a new name is invalid. */
  addHost({ name, groups, variables }: Extract<ControlEffect, { kind: 'add-host' }>): boolean {
    const isNew = !this.hosts.has(name) || groups.some((group) => !this.#isIn(name, group));
    const definitions = Object.entries(variables).map(
      ([key, value]) => [key, { value: { kind: 'literal' as const, value, range: NOWHERE }, range: NOWHERE }] as const,
    );
    return this.#add({ host: name, groups, parents: [], variables: new Map(definitions) }, isNew);
  }

  /** Adds a host to the group of a key, within the parents. */
  groupBy({ key, parents }: Extract<ControlEffect, { kind: 'group-by' }>, host: string): boolean {
    const isNew = !this.#isIn(host, key) || parents.some((parent) => parent !== 'all' && !this.#isIn(host, parent));
    return isNew && this.#add({ host, groups: [key], parents, variables: new Map() }, isNew);
  }

  #add(addition: InventoryAddition, isNew: boolean): boolean {
    this.#additions.push(addition);
    this.#current = undefined;
    // an invalid variables file is a failure of this task
    return this.current.hosts.has(addition.host) && isNew;
  }

  #isIn(host: string, group: string): boolean {
    return this.hosts.get(host)?.groups.some(({ name }) => name === group) ?? false;
  }
}
