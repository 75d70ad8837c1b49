import type { Manifest } from './manifest.ts';

const MOST_NAMED = 5;

/**
 * The handling of a manifest without a project. If the entry still owns all listed resources, the manifest is the entry's. If
 * the entry owns only some of them, the others may belong to another project, so that the user must decide: `warning` explains how.
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
    'It names no project, so they may belong to another project and are kept. To remove them, run once with --adopt-manifests.';
  return { isOurs: false, warning };
}
