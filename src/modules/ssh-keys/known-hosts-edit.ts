import { createHash, createHmac } from 'node:crypto';
import { joinLines, splitLines } from '../text/text-lines.ts';

/** A line of known_hosts (sshd(8)). */
interface HostKey {
  /** `@cert-authority` or `@revoked`; lines with a marker are not changed. */
  readonly marker: string;
  readonly hosts: string;
  readonly type: string;
  readonly blob: string;
}

export interface KnownHostsEdit {
  readonly name: string;
  readonly key?: string | undefined;
  readonly hash_host: boolean;
  readonly state: 'present' | 'absent';
}

const LINE = /^\s*(?:(@\S+)\s+)?([^\s#@]\S*)\s+((?:sk-)?(?:ssh|ecdsa)-[\w@.-]+)\s+([A-Za-z0-9+/]{16,}={0,3})(?!\S)/;

function parseLine(line: string): HostKey | undefined {
  const [, marker = '', hosts, type, blob] = LINE.exec(line) ?? [];
  return hosts === undefined || type === undefined || blob === undefined ? undefined : { marker, hosts, type, blob };
}

const keyLines = (text: string): string[] => text.split('\n').filter((line) => /^\s*[^\s#]/.test(line));

export const isHostKeyText = (text: string): boolean =>
  keyLines(text).length > 0 && keyLines(text).every((line) => parseLine(line) !== undefined);

/** The file's text with the requested keys of the host. */
export function editKnownHosts(edit: KnownHostsEdit, text: string): string {
  const split = splitLines(text);
  const wanted = edit.state === 'absent' ? [] : keyLines(edit.key ?? '').flatMap((line) => parseLine(line) ?? []);
  const kept = split.lines.flatMap((line) => keep(edit, wanted, line));
  const missing = wanted.filter((key) => !kept.some((line) => isSame(edit.name, key, parseLine(line))));
  const edited = [...kept, ...missing.map((key) => renderKey(edit, key))];
  const unchanged = edited.length === split.lines.length && edited.every((line, i) => line === split.lines[i]);
  return unchanged ? text : joinLines(split, edited);
}

/** The remaining line: complete, without the host's name, or undefined. */
function keep({ name, state }: KnownHostsEdit, wanted: readonly HostKey[], line: string): string[] {
  const found = parseLine(line);
  if (found?.marker !== '' || !isOf(found, name)) return [line];
  const superseded = wanted.some(({ type, blob }) => type === found.type && blob !== found.blob);
  if (state === 'present' && !superseded) return [line];
  const others = found.hosts.split(',').filter((host) => host !== name && !host.startsWith('|'));
  return others.length > 0 ? [line.replace(found.hosts, others.join(','))] : [];
}

const isSame = (name: string, key: HostKey, found: HostKey | undefined): boolean =>
  found?.marker === '' && found.type === key.type && found.blob === key.blob && isOf(found, name);

const isOf = ({ hosts }: HostKey, name: string): boolean =>
  hosts.split(',').some((host) => host === name || isHashOf(host, name));

function isHashOf(host: string, name: string): boolean {
  const [, salt, digest] = /^\|1\|([^|]+)\|([^|]+)$/.exec(host) ?? [];
  return salt !== undefined && digest === hmac(Buffer.from(salt, 'base64'), name);
}

const hmac = (salt: Buffer, name: string): string => createHmac('sha1', salt).update(name).digest('base64');

/** Derives the salt from the key, so that a task always writes the same line. */
function renderKey({ name, hash_host }: KnownHostsEdit, { type, blob }: HostKey): string {
  const salt = createHash('sha1').update(`${name} ${blob}`).digest();
  const host = hash_host ? `|1|${salt.toString('base64')}|${hmac(salt, name)}` : name;
  return `${host} ${type} ${blob}`;
}
