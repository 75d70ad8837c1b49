import type { Arrow } from './condense-play.ts';

/** Removes arrows that others imply: if a waits for b and b for c, the arrow from a to c is not drawn. */
export function neededArrows(arrows: readonly Arrow[]): Arrow[] {
  const next = new Map<string, Arrow[]>();
  for (const arrow of arrows) next.set(arrow.from, [...(next.get(arrow.from) ?? []), arrow]);
  return arrows.filter((arrow) => !isImplied(arrow, next));
}

/** Whether a path of several arrows implies this one. A success dependency needs a path of success dependencies only. */
function isImplied({ from, to, until }: Arrow, next: ReadonlyMap<string, readonly Arrow[]>): boolean {
  const follow = (id: string): readonly Arrow[] =>
    (next.get(id) ?? []).filter((arrow) => until === 'ended' || arrow.until === 'succeeded');
  const seen = new Set<string>();
  const waiting = follow(from).flatMap((arrow) => (arrow.to === to ? [] : [arrow.to]));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...follow(id).map((arrow) => arrow.to));
  }
  return false;
}
