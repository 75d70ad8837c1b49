import type { GraphNode } from '../../plan/graph.ts';
import type { ForkSlots } from '../steps/fork-slots.ts';

/** The result of a node, for the nodes that depend on it. */
export interface NodeEnd<T> {
  readonly isSuccess: boolean;
  /** Absent if the node ran. */
  readonly blockedBy?: Blocker<T> | undefined;
}

/** What blocked a node: another node, or a description. */
export type Blocker<T> = GraphNode<T> | string;

export interface WalkOptions<T> {
  /** Maximum number of nodes that run at the same time; waiting nodes do not count. */
  readonly slots: ForkSlots;
  /** Awaited before the node counts as running. */
  readonly ready: (node: GraphNode<T>) => Promise<void>;
  /** Never rejects: a failure is a result of the node. */
  readonly run: (node: GraphNode<T>) => Promise<NodeEnd<T>>;
  /** Called with each node that does not run because a dependency has failed. */
  readonly onBlocked: (node: GraphNode<T>, blockedBy: Blocker<T>) => void;
  /** Called with each node that has ended, whatever the result. */
  readonly onEnded?: ((node: GraphNode<T>, end: NodeEnd<T>) => void) | undefined;
  /** Called before each node: true ends the walk, and the node counts as blocked. */
  readonly isAborted: (node: GraphNode<T>) => boolean;
}

/** What blocks the remaining nodes after the walk was ended. */
export const END_OF_PLAY = 'the end of the play';

/** Runs each node as soon as its dependencies have ended. In the list, each node follows its dependencies. */
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
