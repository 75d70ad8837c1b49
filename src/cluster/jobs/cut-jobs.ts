import type { GraphNode } from '../../plan/graph.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { PlayNode } from '../../plan/play-graph.ts';
import { buildPlayGraph } from '../../plan/play-graph.ts';
import type { ClusterJob } from './cluster-job.ts';
import type { Shard } from './cut-shards.ts';
import { cutShards } from './cut-shards.ts';
import { cutPlay } from './cut-play.ts';
import { HostGroups } from './host-groups.ts';
import { joinJobs, jobOf } from './job-of.ts';

export interface CutOptions {
  readonly labelOf: (host: string) => string;
  /** How many hosts a job may have. */
  readonly mostHosts: number;
  /** Plays wait for each other. False where nothing is changed: a dry run of a host then sees what all plays would do to it. */
  readonly isOrdered: boolean;
  /** The play must be seen whole: it counts failures, or goes batch by batch. */
  readonly isWhole: (planned: PlannedPlay) => boolean;
}

/** Cuts a run into jobs, each after those that have what it waits for. A play that must be seen whole is one job. */
export function cutJobs(plays: readonly PlannedPlay[], options: CutOptions): ClusterJob[] {
  const graphs = plays.map((planned) => buildPlayGraph(planned.parts, new Set(planned.batches.flat())));
  const hosts = [...new Set(graphs.flat().map(({ value }) => value.host))];
  const shards = cutShards(hosts, { ...options, groups: groupHosts(graphs) });
  if (!options.isOrdered || shards.length === 1) return shards.map((shard) => wholeShard(shard, graphs, plays));
  const stages = plays.flatMap((planned, index) => {
    const nodes = graphs[index] ?? [];
    if (nodes.length === 0) return [];
    const name = plays.length === 1 ? '' : `play${index + 1}-`;
    const of = { index, hosts: planned.batches.flat().length };
    return [cutPlay(nodes, { name, play: planned.play.name, of, shards, isWhole: options.isWhole(planned) })];
  });
  return joinJobs(stages);
}

/** Hosts of which one waits for another. The hosts of a part share what they wait for. */
function groupHosts(graphs: readonly (readonly GraphNode<PlayNode>[])[]): HostGroups {
  const groups = new HostGroups();
  const firsts = new Map<unknown, string>();
  for (const { value, needs } of graphs.flat()) {
    const first = firsts.get(value.part);
    if (first !== undefined) groups.join(first, value.host);
    else {
      const across = needs.filter(({ node }) => isNamed(value, node.value));
      for (const { node } of across) groups.join(value.host, node.value.host);
      if (across.length > 0) firsts.set(value.part, value.host);
    }
  }
  return groups;
}

/** The role says that it comes after the other one, on all hosts. */
function isNamed({ part }: PlayNode, other: PlayNode): boolean {
  const { after = [], requires = [] } = part.entry?.role.meta ?? {};
  return [...after, ...requires].some(({ role }) => role === other.part.entry?.role.name);
}

function wholeShard(
  { name, label, hosts }: Shard,
  graphs: readonly (readonly GraphNode<PlayNode>[])[],
  plays: readonly PlannedPlay[],
): ClusterJob {
  const own = new Set(hosts);
  const nodes = graphs.flatMap((graph, index) =>
    graph.filter(({ value }) => own.has(value.host)).map(({ value }) => jobOf(value, plays[index]?.play.name ?? '')),
  );
  return { name, label, nodes, outside: [], after: [] };
}
