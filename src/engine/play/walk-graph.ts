import type { GraphNode } from '../../plan/graph.ts';
import type { ForkSlots } from '../steps/fork-slots.ts';

/** How a node ended, for those that wait for it. */
export interface NodeEnd<T> {
  readonly isSuccess: boolean;
  /** Absent: the node was run. */
  readonly blockedBy?: Blocker<T> | undefined;
}

/** What a node waited for in vain: another node, or something else in words. */
export type Blocker<T> = GraphNode<T> | string;

export interface WalkOptions<T> {
  /** How many nodes may run at once; those that wait hold no place. */
  readonly slots: ForkSlots;
  /** Waited for before the node takes a place. */
  readonly ready: (node: GraphNode<T>) => Promise<void>;
  /** Never rejects: a node's failure is its end. */
  readonly run: (node: GraphNode<T>) => Promise<NodeEnd<T>>;
  /** Told of each node that is not run, because what it needs has failed. */
  readonly onBlocked: (node: GraphNode<T>, blockedBy: Blocker<T>) => void;
  /** Told of each node that has ended, in whatever way. */
  readonly onEnded?: ((node: GraphNode<T>, end: NodeEnd<T>) => void) | undefined;
  /** Asked before each node: true ends the walk, and the node counts as blocked. */
  readonly isAborted: (node: GraphNode<T>) => boolean;
}

/** What nodes wait for in vain once the walk was ended. */
export const END_OF_PLAY = 'the end of the play';

/** Runs each node as soon as what it needs has ended. The nodes are listed in an order in which needs come first. */
export async function walkGraph<T>(
  nodes: readonly GraphNode<T>[],
  options: WalkOptions<T>,
): Promise<ReadonlyMap<GraphNode<T>, NodeEnd<T>>> {
  const ends = new Map<GraphNode<T>, Promise<NodeEnd<T>>>();
  for (const node of nodes)
    ends.set(
      node,
      visit(node).then((end) => tell(node, end)),
    );
  const settled = await Promise.all([...ends].map(async ([node, end]) => [node, await end] as const));
  return new Map(settled);

  async function visit(node: GraphNode<T>): Promise<NodeEnd<T>> {
    const needs = node.needs.map((need) => ({ ...need, end: ends.get(need.node) }));
    for (const { node: needed, until, end } of needs) {
      const ended = await end;
      if (ended && until === 'succeeded' && !ended.isSuccess) return block(node, ended.blockedBy ?? needed);
    }
    await options.ready(node);
    return options.slots.run(async () => (options.isAborted(node) ? block(node, END_OF_PLAY) : options.run(node)));
  }

  function tell(node: GraphNode<T>, end: NodeEnd<T>): NodeEnd<T> {
    options.onEnded?.(node, end);
    return end;
  }

  function block(node: GraphNode<T>, blockedBy: Blocker<T>): NodeEnd<T> {
    options.onBlocked(node, blockedBy);
    return { isSuccess: false, blockedBy };
  }
}
