import type { HostKey } from './host-key.ts';
import type { KnownHost } from './known-hosts.ts';

/** The judgement of a key that a host presents. */
export type HostKeyVerdict =
  | { readonly verdict: 'trusted' }
  /** No key of the server is known; `authority`: the known_hosts entry of a CA for keys with a certificate. */
  | { readonly verdict: 'new'; readonly authority: KnownHost | undefined }
  | { readonly verdict: 'changed'; readonly known: KnownHost }
  | { readonly verdict: 'revoked'; readonly known: KnownHost }
  | { readonly verdict: 'not-pinned'; readonly pinned: readonly HostKey[] };

export interface ScannedKey extends HostKey {
  readonly judgement: HostKeyVerdict;
}

/** The keys that a host presents without a login, and the known keys. */
export interface HostKeyScan {
  /** The name of the host in known_hosts. */
  readonly name: string;
  readonly keys: readonly ScannedKey[];
  /** Adds a key to known_hosts. Rejects with `TransportError`. */
  record(key: HostKey): Promise<void>;
}
