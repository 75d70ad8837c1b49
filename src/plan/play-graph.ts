import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Play, RoleEntry, RoleReference, TaskItem } from '../playbook/types.ts';
import type { GraphNode, Need } from './graph.ts';
import { sortStable } from './graph.ts';
import { NodeId, PartId } from './ids.ts';
import type { PartKind } from './ids.ts';

/** One role entry, or one of the play's own task lists, on one host. */
export interface PlayNode {
  readonly id: NodeId;
  readonly host: string;
  readonly part: PlayPart;
}

/** A part of a play: a role entry or a task list, which each host runs as a unit. */
export interface PlayPart {
  readonly id: PartId;
  /** Display name: `nginx`, `pre_tasks`. */
  readonly name: string;
  readonly kind: PartKind;
  readonly items: readonly TaskItem[];
  readonly entry?: RoleEntry | undefined;
  readonly hosts: readonly string[];
}

/** The play's parts in each host's order of execution. A role comes after its dependencies. */
export function orderParts(
  play: Play,
  hostsOf: (entry: RoleEntry | undefined) => readonly string[],
  diagnostics: DiagnosticList,
): PlayPart[] {
  const section = (kind: 'pre_tasks' | 'tasks' | 'post_tasks', items: readonly TaskItem[]): PlayPart[] =>
    items.length > 0 ? [{ id: new PartId(play.id, kind), name: kind, kind, items, hosts: hostsOf(undefined) }] : [];
  return [
    ...section('pre_tasks', play.preTasks),
    ...orderRoles(play, diagnostics).map((entry) => ({
      id: new PartId(play.id, 'role', entry.id),
      name: entry.role.name,
      kind: 'role' as const,
      items: entry.role.tasks,
      entry,
      hosts: hostsOf(entry),
    })),
    ...section('tasks', play.tasks),
    ...section('post_tasks', play.postTasks),
  ];
}

function orderRoles(play: Play, diagnostics: DiagnosticList): readonly RoleEntry[] {
  const sorted = sortStable(play.roles, (entry) => neededBefore(entry, play.roles));
  if ('order' in sorted) return sorted.order;
  diagnostics.error({
    code: 'role-cycle',
    summary: `Roles wait for each other: ${sorted.cycle.map((entry) => entry.role.name).join(' -> ')}`,
    suggestion: `Take \`${sorted.cycle[1]?.role.name ?? ''}\` out of dependencies, after or requires in the meta/main.yml of \`${sorted.cycle[0]?.role.name ?? ''}\`.`,
    range: sorted.cycle[0]?.range,
  });
  return play.roles;
}

/** `after` and `requires` name entries anywhere; dependencies were put before the role that has them. */
function neededBefore(entry: RoleEntry, entries: readonly RoleEntry[]): RoleEntry[] {
  const { dependencies, after, requires } = entry.role.meta;
  const names = (references: readonly RoleReference[], all: readonly RoleEntry[]): RoleEntry[] =>
    all.filter(({ role }) => references.some((reference) => reference.role === role.name));
  return [...names(dependencies, entries.slice(0, entries.indexOf(entry))), ...names([...after, ...requires], entries)];
}

/** The nodes of a play on some of its hosts, each after its dependencies. */
export function buildPlayGraph(parts: readonly PlayPart[], hosts: ReadonlySet<string>): GraphNode<PlayNode>[] {
  const nodes: GraphNode<PlayNode>[] = [];
  const last = new Map<string, GraphNode<PlayNode>>();
  for (const part of parts) {
    const across = crossNeeds(part, nodes);
    const own = part.hosts
      .filter((host) => hosts.has(host))
      .map((host) => createNode(part, host, across, last.get(host)));
    for (const node of own) last.set(node.value.host, node);
    nodes.push(...own);
  }
  return nodes;
}

function createNode(
  part: PlayPart,
  host: string,
  across: readonly Need<PlayNode>[],
  before: GraphNode<PlayNode> | undefined,
): GraphNode<PlayNode> {
  const ownBefore = before ? [{ node: before, until: 'succeeded' as const }] : [];
  return { value: { id: new NodeId(part.id, host), host, part }, needs: [...ownBefore, ...across] };
}

/** The earlier nodes, on all hosts, that a part's role waits for. */
function crossNeeds({ entry }: PlayPart, before: readonly GraphNode<PlayNode>[]): Need<PlayNode>[] {
  if (!entry) return [];
  const { after, requires } = entry.role.meta;
  const nodesOf = (role: string, until: Need<PlayNode>['until']): Need<PlayNode>[] =>
    before.filter(({ value }) => value.part.entry?.role.name === role).map((node) => ({ node, until }));
  return [
    ...after.flatMap(({ role }) => nodesOf(role, 'ended')),
    ...requires.flatMap(({ role }) => nodesOf(role, 'succeeded')),
  ];
}
