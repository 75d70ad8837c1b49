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
  /** Maximum number of hosts of a job. */
  readonly mostHosts: number;
  /** Whether plays wait for each other. False if nothing is changed: a dry run of a host then covers all plays. */
  readonly isOrdered: boolean;
  /** Whether one process must run the whole play, because of a limit of failures or batches. */
  readonly isWhole: (planned: PlannedPlay) => boolean;
}

/** Splits a run into jobs, each after its dependencies. A play that one process must run is a single job. */
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

/** Groups hosts that wait for each other. The hosts of a part share its dependencies. */
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

/** Whether the role names the other one as a dependency on all hosts. */
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
