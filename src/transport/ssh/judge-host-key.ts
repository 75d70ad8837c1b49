import type { HostKey } from './host-key.ts';
import type { HostKeyVerdict } from './host-key-scan.ts';
import { HOST_KEY_ALGORITHMS, keyTypeOf } from './host-key.ts';
import { KnownHosts, parseKnownHosts, renderKnownHostName } from './known-hosts.ts';
import type { KnownHost } from './known-hosts.ts';
import { ParsedFiles } from './parsed-files.ts';
import type { SshSettings } from './ssh-settings.ts';

/** The known keys of one server, from known_hosts and from the inventory. */
export interface HostKeyKnowledge {
  /** The name under which known_hosts lists the server. */
  readonly name: string;
  readonly entries: readonly KnownHost[];
  /** The only accepted keys, from the inventory; undefined if the inventory contains none. */
  readonly pinned: readonly HostKey[] | undefined;
}

const files = new ParsedFiles((text, file) => new KnownHosts(parseKnownHosts(text, file)));

export function loadHostKeyKnowledge(settings: SshSettings, pinned: readonly HostKey[] | undefined): HostKeyKnowledge {
  const { hostKeyAlias, hostName, port } = settings;
  const name = hostKeyAlias?.toLowerCase() ?? renderKnownHostName(hostName, port);
  const paths = [...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles];
  return { name, pinned, entries: paths.flatMap((file) => files.get(file)?.of(name) ?? []) };
}

/** A revoked key is never trusted. If there are pinned keys, only they are trusted. */
export function judgeHostKey({ entries, pinned }: HostKeyKnowledge, { key }: HostKey): HostKeyVerdict {
  const same = entries.filter((entry) => entry.key === key);
  const revoked = same.find((entry) => entry.marker === 'revoked');
  if (revoked !== undefined) return { verdict: 'revoked', known: revoked };
  if (pinned !== undefined)
    return pinned.some((each) => each.key === key) ? { verdict: 'trusted' } : { verdict: 'not-pinned', pinned };
  if (same.some((entry) => entry.marker === undefined)) return { verdict: 'trusted' };
  const known = entries.find((entry) => entry.marker === undefined);
  if (known !== undefined) return { verdict: 'changed', known };
  return { verdict: 'new', authority: entries.find((entry) => entry.marker === 'cert-authority') };
}

/** The algorithms to offer in the key exchange: the types of known keys first, as in OpenSSH. */
export function orderAlgorithms({ entries, pinned }: HostKeyKnowledge): (typeof HOST_KEY_ALGORITHMS)[number][] {
  const listed = entries.filter((entry) => entry.marker === undefined).map(({ keyType }) => keyType);
  const known = new Set(pinned?.map(({ type }) => type) ?? listed);
  const isKnown = (algorithm: string): boolean => known.has(keyTypeOf(algorithm));
  return [...HOST_KEY_ALGORITHMS.filter(isKnown), ...HOST_KEY_ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}
