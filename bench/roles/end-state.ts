import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, lab } from '../lab.ts';
import type { Host, Login } from '../on-hosts.ts';
import { runOnHosts } from '../on-hosts.ts';

/** All that a host is: what an item is called, `file /etc/motd` for one, and what is to be said of it. */
export type HostState = ReadonlyMap<string, string>;

const DATA = join(checkout, 'bench/roles');

/** Reads a host's files (type, mode, owner, content), units, packages, accounts, groups, firewall rules and network settings. */
export async function readState(host: Host, login: Login): Promise<HostState> {
  const snapshot = await lab('snapshot', host.name);
  const script = readFileSync(join(DATA, 'state.sh'), 'utf8');
  const rest = (await runOnHosts([host], login, () => script)).get(host.name) ?? '';
  return parseState(snapshot, rest);
}

/** `snapshot` is that of `vagrant/lab snapshot`, `rest` what state.sh prints. */
export function parseState(snapshot: string, rest: string): HostState {
  const items = new Map(lines(rest).map(([kind = '', name = '', ...value]) => [`${kind} ${name}`, value.join('\t')]));
  for (const [kind = '', name = '', ...facts] of lines(snapshot)) {
    if (kind === 'file') items.set(`file ${name}`, describeFile(facts, items));
    if (kind === 'unit') items.set(`unit ${name}`, facts.join(' '));
  }
  return items;
}

const lines = (text: string): string[][] => text.split('\n').filter(Boolean).map((line) => line.split('\t'));

// Without size and time; owners by name, since the order in which accounts are made decides their numbers.
function describeFile([type = '', mode = '', owner = '', ...rest]: readonly string[], items: HostState): string {
  if (type === 'removed') return type;
  const [user = '', group = ''] = owner.split(':');
  const names = `${items.get(`uid ${user}`) ?? user}:${items.get(`gid ${group}`) ?? group}`;
  const content = type === 'file' ? rest[2] : rest[0];
  return [type, mode, names, content ?? ''].join(' ').trim();
}

/** An item that is not the same on both; undefined where it is not there. */
export interface Difference {
  readonly item: string;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** What differs between two states, save what `ignored` matches. */
export function compareStates(ours: HostState, theirs: HostState, ignored: readonly RegExp[]): Difference[] {
  const items = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return items
    .filter((item) => ours.get(item) !== theirs.get(item) && !ignored.some((pattern) => pattern.test(item)))
    .map((item) => ({ item, ours: ours.get(item), theirs: theirs.get(item) }));
}

/** What is not compared. */
export const readIgnored = (): RegExp[] => parseIgnored(readFileSync(join(DATA, 'ignored.txt'), 'utf8'));

/** The text of ignored.txt as patterns of items. Throws on a line that is none. */
export function parseIgnored(text: string): RegExp[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [kind, pattern, reason] = line.split('\t');
      if (reason === undefined) throw new Error(`ignored.txt: not "kind, pattern, reason" with tabs between: ${line}`);
      return new RegExp(`^${kind ?? ''} (?:${pattern ?? ''})$`);
    });
}
