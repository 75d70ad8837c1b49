import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TransportError } from '../session.ts';
import { hashKnownHostName, KnownHosts, parseKnownHosts, renderKnownHostName } from './known-hosts.ts';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { ParsedFiles } from './parsed-files.ts';
import type { KnownHost } from './known-hosts.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Decides on one server's host key. */
export interface HostKeyCheck {
  /** What to offer in the key exchange: types that are known for this host first, as OpenSSH does. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
  /** Resolves when the key may be trusted, after recording it if it is new and accepted. Rejects with `TransportError`. */
  verify(key: Buffer): Promise<void>;
}

const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

export function loadHostKeyCheck(host: string, settings: SshSettings, acceptNewHostKey: boolean): HostKeyCheck {
  const { hostKeyAlias, hostName, port, strictHostKeyChecking } = settings;
  const name = hostKeyAlias?.toLowerCase() ?? renderKnownHostName(hostName, port);
  const files = [...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles];
  const entries = files.flatMap((file) => knownHosts.get(file)?.of(name) ?? []);
  const acceptNew = acceptNewHostKey || /^(accept-new|no|off)$/.test(strictHostKeyChecking);
  const known = new Set(entries.filter((entry) => entry.marker === undefined).map((entry) => entry.keyType));
  const isKnown = (algorithm: string) => known.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return {
    algorithms: [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))],
    verify: async (key) => {
      const problem = judge(entries, key, { host, name, acceptNew });
      if (problem === 'trusted') return;
      if (problem !== 'new') throw problem;
      await record(host, settings, name, key);
    },
  };
}

function judge(
  entries: readonly KnownHost[],
  key: Buffer,
  { host, name, acceptNew }: { readonly host: string; readonly name: string; readonly acceptNew: boolean },
): 'trusted' | 'new' | TransportError {
  const encoded = key.toString('base64');
  const same = entries.filter((entry) => entry.key === encoded);
  const refusal = (message: string, hint: string) =>
    new TransportError({ kind: 'host-key', host, message: `${host}: ${message}`, hint });
  const found = `${keyType(key)} ${fingerprint(key)}`;

  const revoked = same.find((entry) => entry.marker === 'revoked');
  if (revoked !== undefined)
    return refusal(`the host key ${found} is revoked by ${place(revoked)}`, 'the host must get a new key');
  if (same.some((entry) => entry.marker === undefined)) return 'trusted';
  const other = entries.find((entry) => entry.marker === undefined);
  if (other !== undefined) {
    return refusal(
      `the host key has changed: ${name} shows ${found}, ${place(other)} has ${other.keyType} ${fingerprint(Buffer.from(other.key, 'base64'))}`,
      `someone may be intercepting the connection; if the host was reinstalled, remove that line: ssh-keygen -f ${other.file} -R '${name}'`,
    );
  }
  if (acceptNew) return 'new';
  const authority = entries.find((entry) => entry.marker === 'cert-authority');
  const why = authority === undefined ? '' : `; host certificates (${place(authority)}) are not supported`;
  return refusal(
    `the host key is not known: ${name} shows ${found}${why}`,
    'compare the fingerprint with the host, then add the key to known_hosts, or run with --accept-new-host-keys',
  );
}

async function record(host: string, settings: SshSettings, name: string, key: Buffer): Promise<void> {
  const [file] = settings.userKnownHostsFiles;
  if (file === undefined) return;
  const listed = settings.hashKnownHosts ? hashKnownHostName(name) : name;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const before = await readText(file);
    const separator = before === '' || before.endsWith('\n') ? '' : '\n';
    await appendFile(file, `${separator}${listed} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
  } catch (cause) {
    const message = `${host}: the new host key could not be recorded in ${file}`;
    throw new TransportError({ kind: 'host-key', host, message, cause });
  }
}

const knownHosts = new ParsedFiles((text, file) => new KnownHosts(parseKnownHosts(text, file)));

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function place(entry: KnownHost): string {
  return `${entry.file}:${String(entry.line)}`;
}

/** A key blob starts with its type, a string with a 32-bit length (RFC 4253, 6.6). */
function keyType(key: Buffer): string {
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
