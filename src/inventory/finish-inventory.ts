import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { extendDraft } from './extend-draft.ts';
import type { DraftGroup, DraftHost, InventoryDraft } from './inventory-draft.ts';
import { implicitLocalhost } from './implicit-localhost.ts';
import type { Group, GroupLayers, Inventory, InventoryAddition, InventoryHost, VariableLayer } from './types.ts';
import { placeOf } from '../diagnostic/source-range.ts';

/** The variables files next to the inventory and the playbook. */
export interface VarsFiles {
  groupLayers(name: string): Pick<GroupLayers, 'besideInventory' | 'besidePlaybook'>;
  hostLayers(name: string): readonly VariableLayer[];
}

/** Places all groups below `all` and all hosts in their groups, and warns about names that are used twice. */
export function finishInventory(draft: InventoryDraft, files: VarsFiles, diagnostics: DiagnosticList): Inventory {
  settleGroups(draft);
  settleHosts(draft);
  warnOfSharedNames(draft, diagnostics);
  const groups = buildGroups(draft, files);
  const hosts = buildHosts(draft, groups, files);
  for (const { name, hosts: drafts } of draft.groups.values()) {
    for (const { name: host } of drafts) groups.get(name)?.hosts.push(must(hosts.get(host)));
  }
  const extend = (additions: readonly InventoryAddition[]): Inventory => {
    const extended = extendDraft(draft, additions);
    return { ...finishInventory(extended, files, new DiagnosticList()), extend: undefined };
  };
  return { hosts, groups, localhost: implicitLocalhost(), extend };
}

type BuiltGroup = Group & { hosts: InventoryHost[]; children: Group[]; parents: Group[] };

function settleGroups({ groups }: InventoryDraft): void {
  const all = must(groups.get('all'));
  for (const group of groups.values()) {
    if (group === all || group.parents.size > 0) continue;
    all.children.add(group);
    group.parents.add(all);
  }
}

/** `ungrouped` contains the hosts without other groups, whatever the sources say. */
function settleHosts({ groups, hosts }: InventoryDraft): void {
  const all = must(groups.get('all'));
  const ungrouped = must(groups.get('ungrouped'));
  for (const host of hosts.values()) {
    const isGrouped = [...host.groups].some((group) => group !== all && group !== ungrouped);
    if (isGrouped) {
      host.groups.delete(ungrouped);
      ungrouped.hosts.delete(host);
    } else {
      host.groups.add(ungrouped);
      ungrouped.hosts.add(host);
    }
  }
}

function warnOfSharedNames({ groups, hosts }: InventoryDraft, diagnostics: DiagnosticList): void {
  for (const name of groups.keys()) {
    const host = hosts.get(name);
    if (!host) continue;
    diagnostics.warning({
      code: 'shared-name',
      summary: `There are both a group and a host named ${name}`,
      detail:
        'As a pattern the name means the host alone, after ! and & the group, and variables of the two are easily mistaken.',
      suggestion: `Rename the group, for example to \`${name}_hosts\`.`,
      range: placeOf(host.source),
    });
  }
}

function buildGroups({ groups }: InventoryDraft, files: VarsFiles): Map<string, BuiltGroup> {
  const depths = groupDepths(must(groups.get('all')));
  const built = new Map<string, BuiltGroup>();
  for (const { name, priority, layers } of groups.values()) {
    const depth = depths.get(name) ?? 0;
    const all = { sources: layers, ...files.groupLayers(name) };
    built.set(name, { name, depth, priority, layers: all, hosts: [], children: [], parents: [] });
  }
  for (const { name, children } of groups.values()) {
    for (const { name: childName } of children) {
      const [parent, child] = [must(built.get(name)), must(built.get(childName))];
      parent.children.push(child);
      child.parents.push(parent);
    }
  }
  return built;
}

function groupDepths(all: DraftGroup): Map<string, number> {
  const depths = new Map<string, number>();
  const depthOf = (group: DraftGroup): number => {
    const known = depths.get(group.name);
    if (known !== undefined) return known;
    const depth = group === all ? 0 : 1 + Math.max(...[...group.parents].map(depthOf));
    depths.set(group.name, depth);
    return depth;
  };
  const visit = (group: DraftGroup): void => {
    if (depths.has(group.name)) return;
    depthOf(group);
    group.children.forEach(visit);
  };
  visit(all);
  return depths;
}

function buildHosts(
  { hosts }: InventoryDraft,
  groups: ReadonlyMap<string, Group>,
  files: VarsFiles,
): Map<string, InventoryHost> {
  const chains = new Map<string, readonly Group[]>();
  const built = new Map<string, InventoryHost>();
  for (const host of hosts.values()) {
    const layers = [...host.layers, ...files.hostLayers(host.name)];
    built.set(host.name, { name: host.name, groups: chainOf(host, groups, chains), layers, source: host.source });
  }
  return built;
}

function chainOf(
  host: DraftHost,
  groups: ReadonlyMap<string, Group>,
  chains: Map<string, readonly Group[]>,
): readonly Group[] {
  const names = [...host.groups].map(({ name }) => name);
  const key = names.sort().join('\0');
  const known = chains.get(key);
  if (known) return known;
  const found = new Set<Group>();
  const collect = (group: Group): void => {
    if (group.name === 'all' || found.has(group)) return;
    found.add(group);
    group.parents.forEach(collect);
  };
  for (const name of names) collect(must(groups.get(name)));
  const chain = [...found].sort(compareGroups);
  chains.set(key, chain);
  return chain;
}

/** Variables of the deeper group take precedence, then those of the higher priority, then those of the later name. */
function compareGroups(a: Group, b: Group): number {
  return a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1);
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the inventory draft is inconsistent');
  return value;
}
