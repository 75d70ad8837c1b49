import type { Group, Inventory, InventoryHost, VariableLayer, VariableValue } from './types.ts';

type Variables = ReadonlyMap<string, VariableValue>;

const NOTHING: Variables = new Map();
const ofGroups = new WeakMap<readonly Group[], Variables>();
const ofHosts = new WeakMap<InventoryHost, Variables>();

/**
 * All variables of a host in the inventory, with their sources and overridden values. A variable is replaced as a whole,
 * including mappings. Computed on first use; hosts of the same groups share the variables of their groups.
 */
export function hostVariables(inventory: Inventory, host: InventoryHost): Variables {
  const known = ofHosts.get(host);
  if (known) return known;
  const base = sharedVariables(inventory, host);
  const variables = host.layers.length === 0 ? base : new LayeredVariables(base, host.layers);
  ofHosts.set(host, variables);
  return variables;
}

/** The variables of a host's groups: the same object for all hosts of the same groups. */
export function sharedVariables(inventory: Inventory, host: InventoryHost): Variables {
  return host.source === undefined ? allVariables(inventory) : groupVariables(inventory, host.groups);
}

/** The variables of groups in Ansible's order of precedence, lowest first: from sources, group_vars/all, group_vars of other groups. */
function groupVariables(inventory: Inventory, groups: readonly Group[]): Variables {
  const known = ofGroups.get(groups);
  if (known) return known;
  const all = inventory.groups.get('all');
  const chain = all ? [all, ...groups] : groups;
  const variables = stack([
    ...chain.flatMap(({ layers }) => layers.sources),
    ...(all?.layers.besideInventory ?? []),
    ...(all?.layers.besidePlaybook ?? []),
    ...groups.flatMap(({ layers }) => layers.besideInventory),
    ...groups.flatMap(({ layers }) => layers.besidePlaybook),
  ]);
  ofGroups.set(groups, variables);
  return variables;
}

const NO_GROUPS = new WeakMap<Inventory, readonly Group[]>();

/** The implicit localhost is in no group, but has the variables of `all`. */
function allVariables(inventory: Inventory): Variables {
  const key = NO_GROUPS.get(inventory) ?? [];
  NO_GROUPS.set(inventory, key);
  return groupVariables(inventory, key);
}

function stack(layers: readonly VariableLayer[], base: Variables = NOTHING): Map<string, VariableValue> {
  const variables = new Map<string, VariableValue>();
  for (const { label, variables: defined } of layers) {
    for (const [name, { value, range }] of defined) {
      const overrides = variables.get(name) ?? base.get(name);
      variables.set(name, { name, value, origin: { label, range }, overrides });
    }
  }
  return variables;
}

/** A host's own variables over the shared ones, which are not copied. */
class LayeredVariables implements ReadonlyMap<string, VariableValue> {
  readonly #base: Variables;
  readonly #own: Map<string, VariableValue>;
  readonly size: number;

  constructor(base: Variables, layers: readonly VariableLayer[]) {
    this.#base = base;
    this.#own = stack(layers, base);
    let added = 0;
    for (const name of this.#own.keys()) if (!base.has(name)) added++;
    this.size = base.size + added;
  }

  get(name: string): VariableValue | undefined {
    return this.#own.get(name) ?? this.#base.get(name);
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#base.has(name);
  }

  forEach(callback: (value: VariableValue, name: string, map: Variables) => void): void {
    for (const [name, value] of this) callback(value, name, this);
  }

  *entries(): MapIterator<[string, VariableValue]> {
    for (const [name, value] of this.#base) yield [name, this.#own.get(name) ?? value];
    for (const [name, value] of this.#own) if (!this.#base.has(name)) yield [name, value];
  }

  *keys(): MapIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): MapIterator<VariableValue> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, VariableValue]> {
    return this.entries();
  }
}
