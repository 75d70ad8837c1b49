import type { Templated } from '../../expression/compiled.ts';
import { groupHosts } from '../group-hosts.ts';
import { sharedVariables } from '../host-variables.ts';
import type { Group, Inventory, InventoryHost, VariableDefinition, VariableValue } from '../types.ts';
import { renderItems, renderJson } from './render-json.ts';

const MASK = '********';

/**
 * Renders the inventory in the format of `ansible-inventory --list`, in parts. Templates are not rendered, vaulted values stay encrypted,
 * and values from encrypted files are masked.
 */
export function* renderInventoryJson(inventory: Inventory): Generator<string> {
  const all = inventory.groups.get('all');
  yield '{\n    "_meta": {\n        "hostvars": {';
  let separator = '\n';
  const hosts = new HostRenderer(inventory);
  for (const { name } of [...(all ? groupHosts(all) : [])].sort(byName)) {
    const host = inventory.hosts.get(name);
    const text = host && hosts.render(host);
    if (text === undefined) continue;
    yield `${separator}            ${JSON.stringify(name)}: ${text}`;
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
const HOST_INDENT = `\n${'    '.repeat(HOST_DEPTH + 1)}`;

interface RenderedVariable {
  readonly name: string;
  /** Includes the line break and indentation before it. */
  readonly text: string;
}

/** Renders shared variables once, since those of groups are the largest part of a large inventory. */
class HostRenderer {
  readonly #inventory: Inventory;
  /** By the variables of the groups; sorted by name. */
  readonly #shared = new Map<ReadonlyMap<string, VariableValue>, readonly RenderedVariable[]>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** A host's variables; undefined if there are none. */
  render(host: InventoryHost): string | undefined {
    const own = new Map<string, VariableDefinition>();
    for (const { variables } of host.layers) for (const [name, definition] of variables) own.set(name, definition);
    const items = mergeSorted(this.#sharedOf(host), renderSorted(own));
    return items.length === 0 ? undefined : `{${items.join(',')}\n${'    '.repeat(HOST_DEPTH)}}`;
  }

  #sharedOf(host: InventoryHost): readonly RenderedVariable[] {
    const variables = sharedVariables(this.#inventory, host);
    const known = this.#shared.get(variables);
    if (known) return known;
    const rendered = renderSorted(variables);
    this.#shared.set(variables, rendered);
    return rendered;
  }
}

function renderSorted(variables: ReadonlyMap<string, Pick<VariableValue, 'value'>>): RenderedVariable[] {
  return [...variables]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, variable]) => ({ name, text: HOST_INDENT + renderVariable(name, variable, HOST_DEPTH) }));
}

/** Merges both lists by name; for equal names, the second one is used. */
function mergeSorted(shared: readonly RenderedVariable[], own: readonly RenderedVariable[]): string[] {
  const texts: string[] = [];
  let next = 0;
  for (const { name, text } of shared) {
    for (let mine = own[next]; mine && mine.name < name; mine = own[++next]) texts.push(mine.text);
    const overriding = own[next]?.name === name ? own[next++] : undefined;
    texts.push(overriding?.text ?? text);
  }
  for (const { text } of own.slice(next)) texts.push(text);
  return texts;
}

/** Renders variables as a JSON mapping with sorted keys. */
export function renderVariablesJson(variables: ReadonlyMap<string, VariableValue>): string {
  const entries = [...variables].sort(([a], [b]) => (a < b ? -1 : 1));
  return renderItems(
    '{}',
    entries.map(([name, variable]) => renderVariable(name, variable, 0)),
    0,
  );
}

const renderVariable = (name: string, { value }: Pick<VariableValue, 'value'>, depth: number): string =>
  `${JSON.stringify(name)}: ${renderJson(writtenValue(value), depth + 1)}`;

/** Undefined for a group without content. */
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

/** Ansible represents a value that is still encrypted by a mapping with one key. */
function keepVaults(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('$ANSIBLE_VAULT;') ? { __ansible_vault: value } : value;
  if (Array.isArray(value)) return value.map(keepVaults);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, keepVaults(each)]));
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
