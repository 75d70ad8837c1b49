import type { Client, ParsedKey } from 'ssh2';

type Sign = (data: Buffer, send: (signature: Buffer) => void) => void;
type OfferKey = (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void;

/**
 * Has a connected client prove a key from a file with its first message: by itself ssh2 asks first whether the server would take the key, which
 * costs a round trip. What an agent keeps is still asked about, since its user may have to allow each signature.
 */
export function signAtOnce(client: Client): void {
  const { _protocol: protocol } = client as unknown as { readonly _protocol: { authPK: OfferKey } };
  const offer = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    const signing: Sign = (data, send) => {
      const signature: unknown = key.sign(data, HASHES[algorithm ?? '']);
      // asked about first, it fails with ssh2's own words
      if (signature instanceof Error) offer(user, key, algorithm);
      else send(signature as Buffer);
    };
    offer(user, key, algorithm, sign ?? (key.isPrivateKey() ? signing : undefined));
  };
}

/** Of RFC 8332; other keys have one that belongs to them. */
const HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };
