/** A public key that a host must show. */
export interface PinnedHostKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** Its blob in base64. */
  readonly key: string;
}

/** One key or a list of them, each as a `.pub` file or ssh-keyscan(1) writes it; undefined where one is none, or there is none. */
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
