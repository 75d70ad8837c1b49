import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** One usable line of a known_hosts file; the format is sshd(8)'s, "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly names: string;
  readonly keyType: string;
  /** The key's blob in base64. */
  readonly key: string;
}

/** Reads a known_hosts file's text; lines that are not entries are skipped, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const [, marker, names, keyType, key] =
      /^\s*(?:@(revoked|cert-authority)\s+)?([^\s#@]\S*)\s+(\S+)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/.exec(content) ?? [];
    if (names === undefined || keyType === undefined || key === undefined) return [];
    return [{ file, line: index + 1, marker: marker as KnownHost['marker'], names, keyType, key }];
  });
}

/** A file's entries, indexed by host. */
export class KnownHosts {
  readonly #named = new Map<string, KnownHost[]>();
  /** Entries with patterns and hashed names, which must be matched one by one. */
  readonly #tried: KnownHost[] = [];

  constructor(entries: readonly KnownHost[]) {
    for (const entry of entries) {
      if (/[*?!|]/.test(entry.names)) this.#tried.push(entry);
      else for (const name of new Set(entry.names.toLowerCase().split(','))) this.#addNamed(name, entry);
    }
  }

  /** In the order of the file. */
  of(name: string): KnownHost[] {
    const tried = this.#tried.filter((entry) => matchesKnownHost(entry, name));
    return [...(this.#named.get(name) ?? []), ...tried].sort((a, b) => a.line - b.line);
  }

  #addNamed(name: string, entry: KnownHost): void {
    const known = this.#named.get(name);
    if (known) known.push(entry);
    else this.#named.set(name, [entry]);
  }
}

/** The name of a host in known_hosts: `host`, or `[host]:port` for a port other than 22. */
export function renderKnownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${String(port)}`;
}

function matchesKnownHost(entry: KnownHost, name: string): boolean {
  if (entry.names.startsWith('|1|')) return matchesHash(entry.names, name);
  const patterns = entry.names.toLowerCase().split(',');
  const negated = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const matches = (pattern: string) => wildcard(pattern).test(name);
  return !negated.some(matches) && patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}

/** A hashed name in the format of HashKnownHosts: `|1|salt|HMAC-SHA1(salt, name)`. */
export function hashKnownHostName(name: string, salt: Buffer = randomBytes(20)): string {
  const digest = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${digest}`;
}

function matchesHash(names: string, name: string): boolean {
  const [, , salt = '', digest = ''] = names.split('|');
  const expected = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  const found = Buffer.from(digest, 'base64');
  return found.length === expected.length && timingSafeEqual(found, expected);
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
