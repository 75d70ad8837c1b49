import type { Templated } from '../../expression/contract.ts';
import { groupHosts } from './group-hosts.ts';
import { hostVariables } from './host-variables.ts';
import type { Group, Inventory, VariableValue } from './model.ts';
import { renderJson } from './render-json.ts';

const MASK = '********';

/**
 * The inventory in the form of `ansible-inventory --list`, in parts. Templates stay as written, vaulted values stay encrypted, and
 * what comes from a file that is encrypted as a whole is masked.
 */
export function* renderInventoryJson(inventory: Inventory): Generator<string> {
  const all = inventory.groups.get('all');
  yield '{\n    "_meta": {\n        "hostvars": {';
  let separator = '\n';
  for (const { name } of [...(all ? groupHosts(all) : [])].sort(byName)) {
    const host = inventory.hosts.get(name);
    const variables = host && hostVariables(inventory, host);
    if (!variables?.size) continue;
    yield `${separator}            ${JSON.stringify(name)}: ${renderVariablesJson(variables, 3)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? '}\n    }' : '\n        }\n    }';
  for (const group of [...inventory.groups.values()].sort(byName)) {
    const content = groupContent(group);
    if (content) yield `,\n    ${JSON.stringify(group.name)}: ${renderJson(content, 1)}`;
  }
  yield '\n}\n';
}

/** Variables as one JSON mapping with sorted keys. */
export function renderVariablesJson(variables: ReadonlyMap<string, VariableValue>, depth = 0): string {
  const entries = [...variables].map(([name, { value }]) => [name, writtenValue(value)] as const);
  return renderJson(Object.fromEntries(entries), depth);
}

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
