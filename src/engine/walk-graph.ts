import pLimit from 'p-limit';
import type { GraphNode } from '../plan/graph.ts';

/** How a node ended, for those that wait for it. */
export interface NodeEnd {
  readonly isSuccess: boolean;
  /** Absent: the node was run. Else the id of what it waited for in vain. */
  readonly blockedBy?: string | undefined;
}

export interface WalkOptions<T> {
  /** How many nodes may run at once; those that wait hold no place. */
  readonly forks: number;
  /** Waited for before the node takes a place. */
  readonly ready: (node: GraphNode<T>) => Promise<void>;
  /** Never rejects: a node's failure is its end. */
  readonly run: (node: GraphNode<T>) => Promise<NodeEnd>;
  /** Told of each node that is not run, because what it needs has failed. */
  readonly onBlocked: (node: GraphNode<T>, blockedBy: string) => void;
  /** Asked before each node: true ends the walk, and the node counts as blocked. */
  readonly isAborted: () => boolean;
}

/** What nodes wait for in vain once the walk was ended. */
export const END_OF_PLAY = 'the end of the play';

/** Runs each node as soon as what it needs has ended. The nodes are listed in an order in which needs come first. */
export async function walkGraph<T>(
  nodes: readonly GraphNode<T>[],
  options: WalkOptions<T>,
): Promise<ReadonlyMap<string, NodeEnd>> {
  const limit = pLimit(options.forks);
  const ends = new Map<string, Promise<NodeEnd>>();
  for (const node of nodes) ends.set(node.id, visit(node));
  const settled = await Promise.all([...ends].map(async ([id, end]) => [id, await end] as const));
  return new Map(settled);

  async function visit(node: GraphNode<T>): Promise<NodeEnd> {
    const needs = node.needs.map(({ id, until }) => ({ id, until, end: ends.get(id) }));
    for (const { id, until, end } of needs) {
      const ended = await end;
      if (ended && until === 'succeeded' && !ended.isSuccess) return block(node, ended.blockedBy ?? id);
    }
    await options.ready(node);
    return limit(() => (options.isAborted() ? block(node, END_OF_PLAY) : options.run(node)));
  }

  function block(node: GraphNode<T>, blockedBy: string): NodeEnd {
    options.onBlocked(node, blockedBy);
    return { isSuccess: false, blockedBy };
  }
}
