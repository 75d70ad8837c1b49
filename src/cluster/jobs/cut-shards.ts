import type { HostGroups } from './host-groups.ts';

/** Hosts that one worker process handles. */
export interface Shard {
  /** For example `dc1-2`. */
  readonly name: string;
  readonly label: string;
  readonly hosts: readonly string[];
}

export interface ShardOptions {
  readonly groups: HostGroups;
  readonly labelOf: (host: string) => string;
  readonly mostHosts: number;
}

/** Splits hosts by label; hosts that wait for each other stay together, unless they exceed the size of a shard. */
export function cutShards(hosts: readonly string[], { groups, labelOf, mostHosts }: ShardOptions): Shard[] {
  return [...byLabel(hosts, labelOf)].flatMap(([label, labelled]) =>
    fill(groups.split(labelled), mostHosts).map((own, index) => ({ name: `${label}-${index + 1}`, label, hosts: own })),
  );
}

function byLabel(hosts: readonly string[], labelOf: ShardOptions['labelOf']): Map<string, string[]> {
  const labels = new Map<string, string[]>();
  for (const host of hosts) {
    const label = labelOf(host);
    const own = labels.get(label);
    if (own) own.push(host);
    else labels.set(label, [host]);
  }
  return labels;
}

/** Splits a group that is too large; adds other groups to the current shard while they fit. */
function fill(groups: readonly (readonly string[])[], mostHosts: number): string[][] {
  const shards: string[][] = [];
  for (const group of groups.flatMap((whole) => cut(whole, mostHosts))) {
    const last = shards.at(-1);
    if (last && last.length + group.length <= mostHosts) last.push(...group);
    else shards.push([...group]);
  }
  return shards;
}

function cut(group: readonly string[], mostHosts: number): (readonly string[])[] {
  const pieces: (readonly string[])[] = [];
  for (let at = 0; at < group.length; at += mostHosts) pieces.push(group.slice(at, at + mostHosts));
  return pieces;
}
