import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Play, Role, RoleEntry, TaskItem } from '../playbook/types.ts';
import type { GraphNode, Need } from './graph.ts';
import { sortStable } from './graph.ts';

/** One role entry, or one of the play's own task lists, on one host. */
export interface PlayNode {
  readonly host: string;
  readonly part: PlayPart;
}

/** What a play does in one go on each of its hosts. */
export interface PlayPart {
  /** Unique in the playbook: `site/nginx`, `site/pre_tasks`. */
  readonly id: string;
  /** For people: `nginx`, `pre_tasks`. */
  readonly name: string;
  readonly kind: 'pre_tasks' | 'role' | 'tasks' | 'post_tasks';
  readonly items: readonly TaskItem[];
  readonly entry?: RoleEntry | undefined;
  readonly hosts: readonly string[];
}

const nodeId = (partId: string, host: string): string => `${partId}@${host}`;

/** The play's parts in the order in which each host meets them. A role comes after those that it depends on. */
export function orderParts(
  play: Play,
  hostsOf: (entry: RoleEntry | undefined) => readonly string[],
  diagnostics: DiagnosticList,
): PlayPart[] {
  const section = (kind: 'pre_tasks' | 'tasks' | 'post_tasks', items: readonly TaskItem[]): PlayPart[] =>
    items.length > 0 ? [{ id: `${play.name}/${kind}`, name: kind, kind, items, hosts: hostsOf(undefined) }] : [];
  return [
    ...section('pre_tasks', play.preTasks),
    ...orderRoles(play, diagnostics).map((entry) => ({
      id: entry.id,
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
  const sorted = sortStable(play.roles, (entry) =>
    play.roles.filter((other) => relatedNames(entry.role).has(other.role.name)),
  );
  if ('order' in sorted) return sorted.order;
  diagnostics.error({
    code: 'role-cycle',
    summary: `Roles wait for each other: ${sorted.cycle.map((entry) => entry.role.name).join(' -> ')}`,
    suggestion: 'Take one of these out of dependencies, after or requires in the meta/main.yml of its role.',
    range: sorted.cycle[0]?.range,
  });
  return play.roles;
}

const relatedNames = ({ meta }: Role): ReadonlySet<string> =>
  new Set([...meta.dependencies, ...meta.after, ...meta.requires].map((reference) => reference.role));

/** The nodes of a play on some of its hosts, in an order in which each comes after what it needs. */
export function buildPlayGraph(parts: readonly PlayPart[], hosts: ReadonlySet<string>): GraphNode<PlayNode>[] {
  const last = new Map<string, string>();
  return parts.flatMap((part) =>
    part.hosts
      .filter((host) => hosts.has(host))
      .map((host) => {
        const id = nodeId(part.id, host);
        const before = last.get(host);
        last.set(host, id);
        const needs = [
          ...(before === undefined ? [] : [{ id: before, until: 'succeeded' as const }]),
          ...crossNeeds(part, parts, hosts),
        ];
        return { id, value: { host, part }, needs: needs.filter((need) => need.id !== id) };
      }),
  );
}

function crossNeeds(part: PlayPart, parts: readonly PlayPart[], hosts: ReadonlySet<string>): Need[] {
  const meta = part.entry?.role.meta;
  if (!meta) return [];
  const nodesOf = (role: string, until: Need['until']): Need[] =>
    parts
      .filter((other) => other.entry?.role.name === role)
      .flatMap((other) =>
        other.hosts.filter((host) => hosts.has(host)).map((host) => ({ id: nodeId(other.id, host), until })),
      );
  return [
    ...meta.after.flatMap(({ role }) => nodesOf(role, 'ended')),
    ...meta.requires.flatMap(({ role }) => nodesOf(role, 'succeeded')),
  ];
}
