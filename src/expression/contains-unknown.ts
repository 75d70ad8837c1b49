import { isUnknown } from '../values/unknown.ts';
import type { Unknown } from '../values/unknown.ts';

/** The first `Unknown` in a value, at any depth. */
export function findUnknown(value: unknown, seen = new Set<object>()): Unknown | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isUnknown(value)) return value;
  if (seen.has(value)) return undefined;
  seen.add(value);
  for (const item of Object.values(value) as unknown[]) {
    const found = findUnknown(item, seen);
    if (found) return found;
  }
  return undefined;
}

/** Whether any part of a value is unknown. */
export const containsUnknown = (value: unknown): boolean => findUnknown(value) !== undefined;
