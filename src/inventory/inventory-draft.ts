import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { VariableDefinition, VariableLayer } from './types.ts';

export interface DraftGroup {
  readonly name: string;
  priority: number;
  readonly hosts: Set<DraftHost>;
  readonly children: Set<DraftGroup>;
  readonly parents: Set<DraftGroup>;
  readonly layers: DraftLayer[];
}

export interface DraftHost {
  readonly name: string;
  readonly source: string;
  readonly groups: Set<DraftGroup>;
  readonly layers: DraftLayer[];
}

/** The variables of a host or group in one source file. */
export interface DraftLayer extends VariableLayer {
  readonly sourcePath: string;
  readonly variables: Map<string, VariableDefinition>;
}

/** An inventory while its sources are read into it, one after another. Sets keep the order of first mention. */
export class InventoryDraft {
  readonly groups = new Map<string, DraftGroup>();
  readonly hosts = new Map<string, DraftHost>();
  readonly #diagnostics: DiagnosticList;

  constructor(diagnostics: DiagnosticList) {
    this.#diagnostics = diagnostics;
    this.#link(this.addGroup('all'), this.addGroup('ungrouped'));
  }

  addGroup(name: string): DraftGroup {
    const group = this.groups.get(name) ?? {
      name,
      priority: 1,
      hosts: new Set(),
      children: new Set(),
      parents: new Set(),
      layers: [],
    };
    this.groups.set(name, group);
    return group;
  }

  addHost(name: string, group: DraftGroup, source: string): DraftHost {
    const host = this.hosts.get(name) ?? { name, source, groups: new Set(), layers: [] };
    this.hosts.set(name, host);
    host.groups.add(group);
    group.hosts.add(host);
    return host;
  }

  /** Reports and omits an edge that would make a group its own descendant. */
  addChild(parent: DraftGroup, child: DraftGroup, range: SourceRange): void {
    const way = findWay(child, parent);
    if (!way) {
      this.#link(parent, child);
      return;
    }
    this.#diagnostics.error({
      code: 'group-cycle',
      summary: `The group ${child.name} cannot be a child of ${parent.name}: it would contain itself`,
      detail: `The cycle is ${[parent, ...way].map(({ name }) => name).join(' > ')}`,
      suggestion: suggestBreak(parent, way),
      range,
    });
  }

  setGroupVariable(group: DraftGroup, name: string, definition: VariableDefinition): void {
    if (name === 'ansible_group_priority') this.#setPriority(group, definition);
    else setVariable(group.layers, () => `inventory group ${group.name}`, name, definition);
  }

  setHostVariable(host: DraftHost, name: string, definition: VariableDefinition): void {
    setVariable(host.layers, () => `inventory host ${host.name}`, name, definition);
  }

  #link(parent: DraftGroup, child: DraftGroup): void {
    parent.children.add(child);
    child.parents.add(parent);
  }

  #setPriority(group: DraftGroup, { value, range }: VariableDefinition): void {
    const priority = value.kind === 'literal' && /^-?\d+$/.test(String(value.value)) ? Number(value.value) : undefined;
    if (priority !== undefined) group.priority = priority;
    else
      this.#diagnostics.error({
        code: 'wrong-type',
        summary: 'ansible_group_priority must be a whole number',
        suggestion: 'Write, for example, `ansible_group_priority: 10`; the group with the highest number wins.',
        range,
      });
  }
}

function suggestBreak(parent: DraftGroup, [child = parent, next = parent]: readonly DraftGroup[]): string {
  const remove = `Remove \`${child.name}\` from the children of \`${parent.name}\``;
  return child === parent ? `${remove}.` : `${remove}, or \`${next.name}\` from those of \`${child.name}\`.`;
}

function setVariable(layers: DraftLayer[], label: () => string, name: string, definition: VariableDefinition): void {
  const sourcePath = definition.range.source.path;
  let layer = layers.at(-1);
  if (layer?.sourcePath !== sourcePath) {
    layer = { label: label(), sourcePath, variables: new Map() };
    layers.push(layer);
  }
  layer.variables.set(name, definition);
}

/** The path from one group down to another, including both; undefined if there is none. */
function findWay(from: DraftGroup, to: DraftGroup, seen = new Set<DraftGroup>()): DraftGroup[] | undefined {
  if (from === to) return [from];
  seen.add(from);
  for (const child of from.children) {
    const way = seen.has(child) ? undefined : findWay(child, to, seen);
    if (way) return [from, ...way];
  }
  return undefined;
}
