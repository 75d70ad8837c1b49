/**
 * Where a host is in a play: the part's place, the item's in its list, then what is below it (a block's section, an include's
 * turn, an item again). A host only ever goes on to greater positions.
 */
export type Position = readonly number[];

export const AT_START: Position = [-1];
/** Beyond all tasks of the play. */
export const AT_END: Position = [Number.POSITIVE_INFINITY];

/** Below 0: `a` comes before `b`. A position comes before all that is below it. */
export function comparePositions(a: Position, b: Position): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left = 0, right = 0] = [a[i], b[i]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** The position after a task and all that is below it, and before the next. */
export const after = (position: Position): Position => [...position, Number.POSITIVE_INFINITY];
