/** A unit of work and its dependencies. The graph is independent of hosts and roles. */
export interface GraphNode<T> {
  readonly value: T;
  readonly needs: readonly Need<T>[];
}

export interface Need<T> {
  readonly node: GraphNode<T>;
  /** `ended`: waits for the end, whatever the result. `succeeded`: a failure blocks this node. */
  readonly until: 'ended' | 'succeeded';
}

/**
 * Sorts items topologically, each after its dependencies; otherwise the given order is kept.
 * If there is a cycle, returns the cycle, with the first item repeated at the end.
 */
export function sortStable<T>(
  items: readonly T[],
  needsOf: (item: T) => readonly T[],
): { order: T[] } | { cycle: T[] } {
  const order: T[] = [];
  const done = new Set<T>();
  const path: T[] = [];
  const visit = (item: T): T[] | undefined => {
    if (done.has(item)) return undefined;
    const at = path.indexOf(item);
    if (at >= 0) return [...path.slice(at), item];
    path.push(item);
    for (const need of needsOf(item)) {
      const cycle = visit(need);
      if (cycle) return cycle;
    }
    path.pop();
    done.add(item);
    order.push(item);
    return undefined;
  };
  for (const item of items) {
    const cycle = visit(item);
    if (cycle) return { cycle };
  }
  return { order };
}
