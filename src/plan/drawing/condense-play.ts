import type { GraphNode } from '../graph.ts';
import { buildPlayGraph } from '../play-graph.ts';
import type { PlayNode } from '../play-graph.ts';
import type { PlannedPlay } from '../plan-play.ts';

/** A play's graph, in which hosts with the same parts share a frame. */
export interface CondensedPlay {
  /** The play's name and its number of batches. */
  readonly title: string;
  readonly frames: readonly Frame[];
  readonly arrows: readonly Arrow[];
}

export interface Frame {
  readonly id: string;
  readonly hosts: readonly string[];
  readonly parts: readonly { readonly id: string; readonly name: string }[];
}

/** `to` waits until `from` has succeeded or, if weaker, has ended. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly until: 'succeeded' | 'ended';
}

export function condensePlay({ play, parts, batches }: PlannedPlay, number: number): CondensedPlay {
  const nodes = batches.flatMap((batch) => buildPlayGraph(parts, new Set(batch)));
  const hosts = batches.flat();
  const partsOf = (host: string): string =>
    JSON.stringify(parts.flatMap(({ hosts: own }, i) => (own.includes(host) ? [i] : [])));
  const kinds = [...new Set(hosts.map(partsOf))];
  const idOf = ({ value: { host, part } }: GraphNode<PlayNode>): string =>
    `p${number}g${kinds.indexOf(partsOf(host))}n${parts.indexOf(part)}`;
  const frames = kinds.map((kind, i): Frame => {
    const members = hosts.filter((host) => partsOf(host) === kind);
    const own = nodes.filter(({ value }) => members.includes(value.host));
    const names = new Map(own.map((node) => [idOf(node), node.value.part.name]));
    return { id: `p${number}g${i}`, hosts: members, parts: [...names].map(([id, name]) => ({ id, name })) };
  });
  const batched = batches.length > 1 ? `, in ${batches.length} batches` : '';
  return {
    title: play.name + batched,
    frames: frames.filter(({ parts: own }) => own.length > 0),
    arrows: arrowsOf(nodes, idOf),
  };
}

function arrowsOf(nodes: readonly GraphNode<PlayNode>[], idOf: (node: GraphNode<PlayNode>) => string): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const node of nodes) {
    for (const { node: before, until } of node.needs) {
      const [from, to] = [idOf(before), idOf(node)];
      const known = arrows.get(`${from} ${to}`);
      if (from !== to && known?.until !== 'succeeded') arrows.set(`${from} ${to}`, { from, to, until });
    }
  }
  return [...arrows.values()];
}
