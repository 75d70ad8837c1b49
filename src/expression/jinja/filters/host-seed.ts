import { refused } from '../python/py-error.ts';
import type { World } from '../runtime/world.ts';

/**
 * A replacement for randomness: the name of the host, so that hosts differ, and each gets the same value in every run. `what` is
 * the requesting function, and `hint` is the suggestion if there is no host.
 */
export function hostSeed({ scope }: World, what: string, hint: string): string {
  const name = scope.has('inventory_hostname') ? scope.get('inventory_hostname') : undefined;
  if (typeof name !== 'string') throw refused(`${what} would give another value each time`, hint);
  return name;
}
