import type { GraphNode } from '../../plan/graph.ts';
import type { PlayNode } from '../../plan/play-graph.ts';
import type { ClusterJob, OutsideNeeds, PlayOfJob } from './cluster-job.ts';
import type { Shard } from './cut-shards.ts';
import { jobOf } from './job-of.ts';

interface PlayCut {
  /** Prefix of the names of its jobs. */
  readonly name: string;
  /** The play's name. */
  readonly play: string;
  readonly of: PlayOfJob;
  readonly shards: readonly Shard[];
  readonly isWhole: boolean;
}

type Node = GraphNode<PlayNode>;

/** A future job: nodes of a shard with the same number of other shards before them. */
interface Draft {
  readonly shard: Shard;
  readonly rank: number;
  readonly nodes: Node[];
}

/** Cuts a play by shards, and each shard where it waits for another. */
export function cutPlay(nodes: readonly Node[], { name, play, of, shards, isWhole }: PlayCut): ClusterJob[] {
  const shardOf = new Map(shards.flatMap((shard) => shard.hosts.map((host) => [host, shard] as const)));
  const first = shards[0];
  const drafts = draft(nodes, (host) => (isWhole ? first : shardOf.get(host)));
  const draftOf = new Map([...drafts.values()].flatMap((own) => own.nodes.map((node) => [node, own] as const)));
  const nameOf = ({ shard, rank }: Draft): string =>
    `${name}${isWhole ? 'all' : shard.name}${rank === 0 ? '' : `-step${rank + 1}`}`;
  return [...drafts.values()].map((own) => ({
    name: nameOf(own),
    label: own.shard.label,
    nodes: own.nodes.map(({ value }) => jobOf(value, play)),
    play: of,
    ...neededOutside(own, draftOf, nameOf),
  }));
}

function draft(nodes: readonly Node[], shardOf: (host: string) => Shard | undefined): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  const ranks = new Map<Node, number>();
  for (const node of nodes) {
    const shard = shardOf(node.value.host);
    if (!shard) throw new Error(`${node.value.host} is in no shard`);
    const rank = node.needs.reduce((most, { node: need }) => {
      const step = shardOf(need.value.host) === shard ? 0 : 1;
      return Math.max(most, (ranks.get(need) ?? 0) + step);
    }, 0);
    ranks.set(node, rank);
    const key = `${shard.name} ${rank}`;
    const own = drafts.get(key);
    if (own) own.nodes.push(node);
    else drafts.set(key, { shard, rank, nodes: [node] });
  }
  return drafts;
}

/** The jobs that a job follows, and their nodes that must have succeeded. */
function neededOutside(
  own: Draft,
  draftOf: ReadonlyMap<Node, Draft>,
  nameOf: (draft: Draft) => string,
): Pick<ClusterJob, 'after' | 'outside'> {
  const after = new Set<string>();
  const outside = new Map<string, { nodes: string[] } & OutsideNeeds>();
  for (const { value, needs } of own.nodes) {
    const others = needs.filter(({ node }) => draftOf.get(node) !== own);
    for (const { node } of others) {
      const other = draftOf.get(node);
      if (other) after.add(nameOf(other));
    }
    const succeeded = others.filter(({ until, node }) => until === 'succeeded' && node.value.host !== value.host);
    if (succeeded.length === 0) continue;
    const key = value.part.id.toString();
    const known = outside.get(key);
    if (known) known.nodes.push(value.id.toString());
    else {
      outside.set(key, { nodes: [value.id.toString()], needs: succeeded.map(({ node }) => nameNode(node.value)) });
    }
  }
  return { after: [...after], outside: [...outside.values()] };
}

const nameNode = ({ id, host, part }: PlayNode) => ({ id: id.toString(), name: `${part.name} on ${host}` });
