import { posix } from 'node:path';
import type { WayAnswer } from '../../query/files/way.ts';
import { way } from '../../query/files/way.ts';
import type { ResourceKey } from '../../query/resource-key.ts';
import type { HostState } from '../host/host-state.ts';

/**
 * Keys of files by where they lead on a host: `file:/lib/systemd/system/a.service` and `file:/usr/lib/systemd/system/a.service` are one file where
 * /lib is a link. Keys of other resources stay as they are.
 */
export async function placeKeys(
  host: HostState,
  keys: Iterable<ResourceKey>,
): Promise<ReadonlyMap<ResourceKey, ResourceKey>> {
  const all = [...keys];
  await host.observe(all.flatMap(wayOf));
  return new Map(all.map((key) => [key, placeOf(host, key)]));
}

function placeOf(host: HostState, key: ResourceKey): ResourceKey {
  const [query] = wayOf(key);
  // of its type, since it is what was asked
  const end = query && (host.overlay.know(query).answer as WayAnswer).end;
  return end ? `file:${posix.join(end, fileOf(key))}` : key;
}

const wayOf = (key: ResourceKey) => (key.startsWith('file:/') ? [way(posix.dirname(key.slice('file:'.length)))] : []);

/** The name of a key's file. */
export const fileOf = (key: ResourceKey): string => posix.basename(key);
