import type { Client, ParsedKey } from 'ssh2';

type Sign = (data: Buffer, send: (signature: Buffer) => void) => void;
type OfferKey = (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void;

/**
 * Makes a connected client send a signature with its first offer of a key from a file: ssh2 itself first asks whether the server accepts
 * the key, which costs a round trip. Keys of an agent are still offered first, since the agent's user may have to confirm each signature.
 */
export function signAtOnce(client: Client): void {
  const { _protocol: protocol } = client as unknown as { readonly _protocol: { authPK: OfferKey } };
  const offer = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    const signing: Sign = (data, send) => {
      const signature: unknown = key.sign(data, HASHES[algorithm ?? '']);
      // offered without a signature, it fails with ssh2's own error
      if (signature instanceof Error) offer(user, key, algorithm);
      else send(signature as Buffer);
    };
    offer(user, key, algorithm, sign ?? (key.isPrivateKey() ? signing : undefined));
  };
}

/** Defined in RFC 8332; other keys have a fixed hash. */
const HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };
