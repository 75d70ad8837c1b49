/** A public key that a host must present. */
export interface PinnedHostKey {
  /** For example `ssh-ed25519`. */
  readonly type: string;
  /** The key's blob in base64. */
  readonly key: string;
}

/** One key or a list of keys, each in the format of a `.pub` file or of ssh-keyscan(1); undefined if there is none, or one is invalid. */
export function parsePinnedHostKeys(value: unknown): readonly PinnedHostKey[] | undefined {
  const lines: unknown[] = Array.isArray(value) ? value : [value];
  const keys = lines.flatMap((line) => (typeof line === 'string' ? (parseKey(line) ?? []) : []));
  return keys.length === lines.length && keys.length > 0 ? keys : undefined;
}

function parseKey(line: string): PinnedHostKey | undefined {
  const words = line.trim().split(/\s+/);
  const index = words.findIndex((word) => word.startsWith('AAAA'));
  const [type, key] = [words[index - 1], words[index]];
  return type !== undefined && key !== undefined && typeIn(key) === type ? { type, key } : undefined;
}

/** A key's blob starts with its type, a string with a 32-bit length (RFC 4253, 6.6). */
function typeIn(key: string): string | undefined {
  const blob = Buffer.from(key, 'base64');
  const isWhole = blob.length > 4 && blob.toString('base64') === key;
  return isWhole ? blob.toString('latin1', 4, 4 + blob.readUInt32BE(0)) : undefined;
}
