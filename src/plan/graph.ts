/** A unit of work and what it waits for. The graph knows nothing of hosts or roles. */
export interface GraphNode<T> {
  readonly value: T;
  readonly needs: readonly Need<T>[];
}

export interface Need<T> {
  readonly node: GraphNode<T>;
  /** `ended`: well or not. `succeeded`: else this node is blocked. */
  readonly until: 'ended' | 'succeeded';
}

/**
 * Items in an order in which each comes after what it needs; where the needs leave a choice, as they were listed.
 * Gives the cycle, first item repeated at its end, where there is one.
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
