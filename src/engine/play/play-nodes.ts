import type { GraphNode } from '../../plan/graph.ts';
import type { PlayNode } from '../../plan/play-graph.ts';
import type { Play } from '../../playbook/types.ts';
import type { EqualEntries } from '../ownership/entry-ownership.ts';
import type { NodeEnd } from './walk-graph.ts';

/** The remaining roles of a host after a node. */
export function ownersToCome(node: GraphNode<PlayNode>, ownNodes: readonly GraphNode<PlayNode>[]): ReadonlySet<string> {
  const later = ownNodes.slice(ownNodes.indexOf(node) + 1);
  return new Set(later.flatMap(({ value }) => (value.part.entry ? [value.part.entry.role.name] : [])));
}

/** Where the play's entries are that call the node's role in the same way. */
export function equalEntries(
  node: GraphNode<PlayNode>,
  ownNodes: readonly GraphNode<PlayNode>[],
  { play, isPartOfRun }: { readonly play: Play; readonly isPartOfRun: boolean },
): EqualEntries {
  const owner = node.value.part.entry?.owner;
  const later = ownNodes.slice(ownNodes.indexOf(node) + 1);
  const isShared = play.roles.filter((entry) => entry.owner === owner).length > 1;
  return {
    isLater: owner !== undefined && later.some(({ value }) => value.part.entry?.owner === owner),
    isElsewhere: isPartOfRun && isShared,
  };
}

/** The nodes of each host, in order. */
export function byHost(nodes: readonly GraphNode<PlayNode>[]): ReadonlyMap<string, readonly GraphNode<PlayNode>[]> {
  const found = new Map<string, GraphNode<PlayNode>[]>();
  for (const node of nodes) found.set(node.value.host, [...(found.get(node.value.host) ?? []), node]);
  return found;
}

/** The hosts of the batch that did not reach its end. */
export function failedHosts(
  hosts: readonly string[],
  ends: ReadonlyMap<GraphNode<PlayNode>, NodeEnd<PlayNode>>,
): ReadonlySet<string> {
  const failed = [...ends].filter(([node, { isSuccess }]) => !isSuccess && hosts.includes(node.value.host));
  return new Set(failed.map(([node]) => node.value.host));
}
