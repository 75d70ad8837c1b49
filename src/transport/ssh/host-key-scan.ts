import type { HostKey } from './host-key.ts';
import type { KnownHost } from './known-hosts.ts';

/** What is made of a key that a host shows. */
export type HostKeyVerdict =
  | { readonly verdict: 'trusted' }
  /** No key of the server is known; `authority`: the entry that vouches for keys with a certificate. */
  | { readonly verdict: 'new'; readonly authority: KnownHost | undefined }
  | { readonly verdict: 'changed'; readonly known: KnownHost }
  | { readonly verdict: 'revoked'; readonly known: KnownHost }
  | { readonly verdict: 'not-pinned'; readonly pinned: readonly HostKey[] };

export interface ScannedKey extends HostKey {
  readonly judgement: HostKeyVerdict;
}

/** The keys that a host shows, and what is known of it; nobody has logged in. */
export interface HostKeyScan {
  /** As known_hosts lists it. */
  readonly name: string;
  readonly keys: readonly ScannedKey[];
  /** Adds a key to known_hosts. Rejects with `TransportError`. */
  record(key: HostKey): Promise<void>;
}
