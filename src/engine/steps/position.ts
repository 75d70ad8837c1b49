/**
 * A host's position in a play: the index of the part, the index of the item in its list, then deeper levels (the section of a block, the
 * turn of an include, an item again). Positions of a host only increase.
 */
export type Position = readonly number[];

export const AT_START: Position = [-1];
/** After all tasks of the play. */
export const AT_END: Position = [Number.POSITIVE_INFINITY];

/** Negative if `a` is before `b`. A position is before all positions below it. */
export function comparePositions(a: Position, b: Position): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left = 0, right = 0] = [a[i], b[i]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** The position after a task and everything below it, and before the next task. */
export const after = (position: Position): Position => [...position, Number.POSITIVE_INFINITY];
