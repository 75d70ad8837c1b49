import type { SourceRange } from '../diagnostic/source-range.ts';
import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { InventoryDraft } from './inventory-draft.ts';
import type { DraftGroup } from './inventory-draft.ts';
import type { InventoryAddition } from './types.ts';

const NOWHERE: SourceRange = { source: { path: 'add_host', text: '' }, start: 0, end: 0 };

/** A copy of a draft with the additions of a run. */
export function extendDraft(draft: InventoryDraft, additions: readonly InventoryAddition[]): InventoryDraft {
  const extended = copyDraft(draft);
  for (const addition of additions) add(extended, addition);
  return extended;
}

function add(draft: InventoryDraft, { host: name, groups, parents, variables }: InventoryAddition): void {
  const known = new Set(draft.groups.keys());
  const joined = groups.map((group) => draft.addGroup(group));
  for (const parent of parents.filter((one) => one !== 'all')) {
    const above = draft.addGroup(parent);
    for (const group of joined) if (group !== above) draft.addChild(above, group, NOWHERE);
  }
  const host = draft.addHost(name, joined[0] ?? groupOf(draft, name, known), 'add_host');
  for (const group of joined) draft.addHost(name, group, 'add_host');
  for (const [variable, definition] of variables) draft.setHostVariable(host, variable, definition);
}

/** A host without new groups stays in its groups. */
function groupOf(draft: InventoryDraft, name: string, known: ReadonlySet<string>): DraftGroup {
  const [first] = draft.hosts.get(name)?.groups ?? [];
  return first && known.has(first.name) ? first : draft.addGroup('ungrouped');
}

function copyDraft({ groups, hosts }: InventoryDraft): InventoryDraft {
  const copy = new InventoryDraft(new DiagnosticList());
  for (const { name, priority, layers } of groups.values()) {
    const group = copy.addGroup(name);
    group.priority = priority;
    group.layers.push(...layers);
  }
  for (const { name, children } of groups.values()) {
    for (const child of children) copy.addChild(copy.addGroup(name), copy.addGroup(child.name), NOWHERE);
  }
  for (const { name, source, groups: around, layers } of hosts.values()) {
    for (const group of around) copy.addHost(name, copy.addGroup(group.name), source);
    // additions get separate layers, so that the original's are unchanged
    copy.hosts.get(name)?.layers.push(...layers);
  }
  return copy;
}
