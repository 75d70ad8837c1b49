import { refused } from '../python/py-error.ts';
import type { World } from '../runtime/world.ts';

/**
 * What stands in for chance: the name of the host, so that hosts differ and each gets the same in every run. `what` is
 * what asks for it, and `hint` says what to write where there is no host.
 */
export function hostSeed({ scope }: World, what: string, hint: string): string {
  const name = scope.has('inventory_hostname') ? scope.get('inventory_hostname') : undefined;
  if (typeof name !== 'string') throw refused(`${what} would give another value each time`, hint);
  return name;
}
