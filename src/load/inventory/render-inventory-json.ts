import type { Templated } from '../../expression/contract.ts';
import { groupHosts } from './group-hosts.ts';
import { hostVariables } from './host-variables.ts';
import type { Group, Inventory, InventoryHost, VariableValue } from './model.ts';
import { renderItems, renderJson } from './render-json.ts';

const MASK = '********';

/**
 * The inventory in the form of `ansible-inventory --list`, in parts. Templates stay as written, vaulted values stay encrypted, and
 * what comes from a file that is encrypted as a whole is masked.
 */
export function* renderInventoryJson(inventory: Inventory): Generator<string> {
  const all = inventory.groups.get('all');
  yield '{\n    "_meta": {\n        "hostvars": {';
  let separator = '\n';
  const shared = new Map<VariableValue, string>();
  for (const { name } of [...(all ? groupHosts(all) : [])].sort(byName)) {
    const host = inventory.hosts.get(name);
    if (!host) continue;
    const variables = hostVariables(inventory, host);
    if (variables.size === 0) continue;
    yield `${separator}            ${JSON.stringify(name)}: ${renderHost(host, variables, shared)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? '}\n    }' : '\n        }\n    }';
  for (const group of [...inventory.groups.values()].sort(byName)) {
    const content = groupContent(group);
    if (content) yield `,\n    ${JSON.stringify(group.name)}: ${renderJson(content, 1)}`;
  }
  yield '\n}\n';
}

const HOST_DEPTH = 3;

/** What hosts share is rendered once: most of what is printed of a large inventory are the groups' variables. */
function renderHost(
  { layers }: InventoryHost,
  variables: ReadonlyMap<string, VariableValue>,
  shared: Map<VariableValue, string>,
): string {
  return renderEach(variables, HOST_DEPTH, (name, variable) => {
    if (layers.some((layer) => layer.variables.has(name))) return renderVariable(name, variable, HOST_DEPTH);
    const text = shared.get(variable) ?? renderVariable(name, variable, HOST_DEPTH);
    shared.set(variable, text);
    return text;
  });
}

/** Variables as one JSON mapping with sorted keys. */
export function renderVariablesJson(variables: ReadonlyMap<string, VariableValue>): string {
  return renderEach(variables, 0, (name, variable) => renderVariable(name, variable, 0));
}

function renderEach(
  variables: ReadonlyMap<string, VariableValue>,
  depth: number,
  render: (name: string, variable: VariableValue) => string,
): string {
  const entries = [...variables].sort(([a], [b]) => (a < b ? -1 : 1));
  const items = entries.map(([name, variable]) => render(name, variable));
  return renderItems('{}', items, depth);
}

const renderVariable = (name: string, { value }: VariableValue, depth: number): string =>
  `${JSON.stringify(name)}: ${renderJson(writtenValue(value), depth + 1)}`;

/** Undefined for a group that has nothing to show. */
function groupContent({ name, hosts, children }: Group): Record<string, string[]> | undefined {
  const content: Record<string, string[]> = {};
  if (children.length > 0) content['children'] = children.map((child) => child.name);
  if (hosts.length > 0 && name !== 'all') content['hosts'] = hosts.map((host) => host.name);
  return Object.keys(content).length > 0 ? content : undefined;
}

function writtenValue(value: Templated): unknown {
  if (value.range.source.secret) return MASK;
  switch (value.kind) {
    case 'literal':
      return keepVaults(value.value);
    case 'template':
      return value.template.source.text;
    case 'sequence':
      return value.items.map(writtenValue);
    case 'mapping':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, writtenValue(entry.value)]));
  }
}

/** Ansible marks a value that is still encrypted by a mapping of one key. */
function keepVaults(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('$ANSIBLE_VAULT;') ? { __ansible_vault: value } : value;
  if (Array.isArray(value)) return value.map(keepVaults);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, keepVaults(each)]));
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
