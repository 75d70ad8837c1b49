import type { ClusterJob, JobNode } from './cluster-job.ts';

/** What earlier jobs of the run have not done. */
export interface Unmet {
  /** Ids of nodes that failed, or were blocked themselves. */
  readonly nodes: ReadonlySet<string>;
  /** Hosts that failed, or could not be used. */
  readonly hosts: ReadonlySet<string>;
}

export interface BlockedNode {
  readonly node: JobNode;
  /** What it waited for. */
  readonly by: string;
}

/** The nodes of a job that can be run, and those that cannot: a host's later nodes are blocked with its first. */
export function splitBlocked(
  { nodes, outside }: Pick<ClusterJob, 'nodes' | 'outside'>,
  unmet: Unmet,
): { readonly free: readonly JobNode[]; readonly blocked: readonly BlockedNode[] } {
  const reasons = new Map<string, string>();
  for (const { nodes: own, needs } of outside) {
    const missing = needs.find(({ id }) => unmet.nodes.has(id));
    if (missing) for (const id of own) reasons.set(id, missing.name);
  }
  const ended = new Map<string, string>();
  const free: JobNode[] = [];
  const blocked: BlockedNode[] = [];
  for (const node of nodes) {
    const by =
      ended.get(node.host) ??
      reasons.get(node.id) ??
      (unmet.hosts.has(node.host) ? `earlier roles on ${node.host}` : undefined);
    if (by === undefined) free.push(node);
    else {
      ended.set(node.host, by);
      blocked.push({ node, by });
    }
  }
  return { free, blocked };
}
