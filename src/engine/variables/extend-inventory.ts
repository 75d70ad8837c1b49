import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Group, Inventory, InventoryAddition, InventoryHost } from '../../inventory/types.ts';
import type { ControlEffect } from '../../module-api/module.ts';

const NOWHERE: SourceRange = { source: { path: 'add_host', text: '' }, start: 0, end: 0 };

/** An inventory that a run may add hosts and groups to. What was read stays as it is. */
export class ExtendedInventory implements Inventory {
  readonly localhost: InventoryHost;
  readonly #base: Inventory;
  /** All that was added so far, in order. Set by add_host and group_by, read when the inventory is; as long as the run. */
  readonly #additions: InventoryAddition[] = [];
  /** The inventory with the additions; undefined once one has come that it lacks. */
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

  /** The inventory as it is now: the same object until something is added. */
  get current(): Inventory {
    this.#current ??= this.#base.extend?.(this.#additions) ?? this.#base;
    return this.#current;
  }

  /** Something was added. */
  get isExtended(): boolean {
    return this.#additions.length > 0;
  }

  /** False where the host was there, in these groups. Throws `InvalidInput` where a file of variables of a new name is wrong. */
  addHost({ name, groups, variables }: Extract<ControlEffect, { kind: 'add-host' }>): boolean {
    const isNew = !this.hosts.has(name) || groups.some((group) => !this.#isIn(name, group));
    const definitions = Object.entries(variables).map(
      ([key, value]) => [key, { value: { kind: 'literal' as const, value, range: NOWHERE }, range: NOWHERE }] as const,
    );
    return this.#add({ host: name, groups, parents: [], variables: new Map(definitions) }, isNew);
  }

  /** Puts a host into the group of a key, below the parents. */
  groupBy({ key, parents }: Extract<ControlEffect, { kind: 'group-by' }>, host: string): boolean {
    const isNew = !this.#isIn(host, key) || parents.some((parent) => parent !== 'all' && !this.#isIn(host, parent));
    return isNew && this.#add({ host, groups: [key], parents, variables: new Map() }, isNew);
  }

  #add(addition: InventoryAddition, isNew: boolean): boolean {
    this.#additions.push(addition);
    this.#current = undefined;
    // a file of variables that is wrong is this task's failure
    return this.current.hosts.has(addition.host) && isNew;
  }

  #isIn(host: string, group: string): boolean {
    return this.hosts.get(host)?.groups.some(({ name }) => name === group) ?? false;
  }
}
