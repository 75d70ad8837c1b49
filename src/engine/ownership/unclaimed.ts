import type { Manifest } from './manifest.ts';

const MOST_NAMED = 5;

/**
 * What to make of a manifest that names no project. It is this entry's where the entry still owns all that it lists. Where
 * the entry owns a part of it, the rest may be another project's, so that a person must decide: `warning` says how.
 */
export function unclaimedOf(
  unclaimed: Manifest,
  owned: Manifest,
  { by, path }: { readonly by: string; readonly path: string },
): { readonly isOurs: boolean; readonly warning?: string | undefined } {
  const rest = [...unclaimed.keys()].filter((key) => !owned.has(key));
  if (rest.length === 0) return { isOurs: true };
  if (rest.length === unclaimed.size) return { isOurs: false };
  const named = rest.slice(0, MOST_NAMED).map((key) => key.slice(key.indexOf(':') + 1));
  const more = rest.length > MOST_NAMED ? ` and ${rest.length - MOST_NAMED} more` : '';
  const warning =
    `${path}, written by an earlier version, lists ${named.join(', ')}${more}, which ${by} does not declare. ` +
    "It names no project, so that they may be another project's: they are kept. To remove them, run once with --adopt-manifests.";
  return { isOurs: false, warning };
}
