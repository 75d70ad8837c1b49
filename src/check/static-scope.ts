import type { Templated } from '../expression/compiled.ts';
import { hostVariables } from '../inventory/host-variables.ts';
import { namesByGroup } from '../inventory/group-hosts.ts';
import type { Inventory, InventoryHost } from '../inventory/types.ts';
import type { Play, Role, RoleEntry, VariableLayer, VarsFile } from '../playbook/types.ts';
import { MAGIC_NAMES } from '../inventory/variable-names.ts';
import { Unknown } from '../values/unknown.ts';
import type { ScopeLayer } from '../variables/scope.ts';

/** The static context of an expression, before any connection. */
export interface StaticPlace {
  readonly play: Play;
  readonly entry?: RoleEntry | undefined;
  /** The role of the task, which may be a role that the entry's role imports. */
  readonly role?: Role | undefined;
  /** Variables of blocks, imports and the task itself, outermost first. */
  readonly vars: readonly VariableLayer[];
  /** Loop variables. */
  readonly locals: readonly string[];
}

export interface StaticVariables {
  readonly inventory: Inventory;
  /** `-e`. */
  readonly extra: ReadonlyMap<string, Templated>;
  /** Names that tasks may set during the run: `register`, set_fact, include_vars. */
  readonly dynamic: ReadonlySet<string>;
  /** Whether variables are read from files whose names depend on the host; an undefined name may be defined in one of them. */
  readonly mayDefineOthers: boolean;
  /** Whether a task may add hosts, groups and variables to the inventory. */
  readonly mayExtendInventory: boolean;
}

/** The variables of a place on a host that are known without a connection, highest precedence first; facts and results are Unknown. */
export function staticLayers(
  { inventory, extra, dynamic }: StaticVariables,
  host: InventoryHost,
  { play, entry, role, vars, locals }: StaticPlace,
): ScopeLayer[] {
  const given = vars.filter(({ isForInclude }) => isForInclude);
  const own = vars.filter(({ isForInclude }) => !isForInclude);
  const roles = [...new Set([role, entry?.role])].filter((each) => each !== undefined);
  return [
    magicLayer(inventory, host),
    { kind: 'templated', values: extra },
    unknownLayer(new Set(locals)),
    ...given.toReversed().map(templated),
    ...(entry?.params ? [templated(entry.params)] : []),
    unknownLayer(dynamic),
    ...own.toReversed().map(templated),
    ...(entry ? [templated(entry.vars)] : []),
    ...roles.map((each) => templated(each.vars)),
    ...play.varsFiles.toReversed().map(fileLayer),
    templated(play.vars),
    inventoryLayer(inventory, host),
    ...roles.map((each) => templated(each.defaults)),
    FACTS,
  ];
}

/** The variables that decide how a host is connected to: nothing of a play, and no facts. */
export const connectionLayers = ({ inventory, extra }: StaticVariables, host: InventoryHost): ScopeLayer[] => [
  magicLayer(inventory, host),
  { kind: 'templated', values: extra },
  inventoryLayer(inventory, host),
];

const templated = ({ values }: VariableLayer): ScopeLayer => ({ kind: 'templated', values });

const unknown = new Unknown('it is only known in the run');

/** Variables whose names are known, but not their values. */
export const unknownLayer = (names: ReadonlySet<string>): ScopeLayer => ({
  kind: 'data',
  values: { has: (name) => names.has(name), get: () => unknown, keys: () => names },
});

/** Any name with the prefix ansible_ may be a fact. */
export const FACTS: ScopeLayer = {
  kind: 'data',
  values: { has: (name) => name.startsWith('ansible_'), get: () => unknown, keys: () => [] },
};

/** For a file whose name depends on the host, the names are known but not their values. */
function fileLayer({ alternatives, candidates }: VarsFile): ScopeLayer {
  const [first] = candidates;
  if (first && alternatives.every(({ kind }) => kind === 'literal')) return templated(first);
  return unknownLayer(new Set(candidates.flatMap(({ values }) => [...values.keys()])));
}

const inventoryLayers = new WeakMap<InventoryHost, ScopeLayer>();

/** The same layer for the same host each time. */
export function inventoryLayer(inventory: Inventory, host: InventoryHost): ScopeLayer {
  const known = inventoryLayers.get(host);
  if (known) return known;
  const variables = hostVariables(inventory, host);
  const values = new Map([...variables].map(([name, { value }]) => [name, value]));
  const layer: ScopeLayer = { kind: 'templated', values };
  inventoryLayers.set(host, layer);
  return layer;
}

const magicLayers = new WeakMap<InventoryHost, ScopeLayer>();

function magicLayer(inventory: Inventory, host: InventoryHost): ScopeLayer {
  const known = magicLayers.get(host);
  if (known) return known;
  const values = new Map<string, unknown>([...MAGIC_NAMES].map((name) => [name, unknown]));
  values.set('inventory_hostname', host.name);
  values.set('inventory_hostname_short', host.name.split('.')[0]);
  values.set('group_names', host.groups.map(({ name }) => name).sort());
  values.set('groups', groupsOf(inventory));
  const layer: ScopeLayer = { kind: 'data', values };
  magicLayers.set(host, layer);
  return layer;
}

const groupNames = new WeakMap<Inventory, Readonly<Record<string, readonly string[]>>>();

function groupsOf(inventory: Inventory): Readonly<Record<string, readonly string[]>> {
  const known = groupNames.get(inventory);
  if (known) return known;
  const names = namesByGroup(inventory);
  groupNames.set(inventory, names);
  return names;
}
