import type { ClusterJob, JobNode } from './cluster-job.ts';

/** The failures of earlier jobs of the run. */
export interface Unmet {
  /** IDs of nodes that failed or were blocked. */
  readonly nodes: ReadonlySet<string>;
  /** Hosts that failed or were unusable. */
  readonly hosts: ReadonlySet<string>;
}

export interface BlockedNode {
  readonly node: JobNode;
  /** The cause. */
  readonly by: string;
}

/** Splits the nodes of a job into runnable and blocked ones: a host's later nodes are blocked together with its first. */
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
