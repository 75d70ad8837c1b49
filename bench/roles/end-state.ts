import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, lab } from '../lab.ts';
import type { Host, Login } from '../on-hosts.ts';
import { runOnHosts } from '../on-hosts.ts';

/** The state of a host: the name of an item, such as `file /etc/motd`, and its description. */
export type HostState = ReadonlyMap<string, string>;

const DATA = join(checkout, 'bench/roles');

/** Reads a host's files (type, mode, owner, content), units, packages, accounts, groups, firewall rules and network settings. */
export async function readState(host: Host, login: Login): Promise<HostState> {
  const snapshot = await lab('snapshot', host.name);
  const script = readFileSync(join(DATA, 'state.sh'), 'utf8');
  const rest = (await runOnHosts([host], login, () => script)).get(host.name) ?? '';
  return parseState(snapshot, rest);
}

/** `snapshot` is the output of `vagrant/lab snapshot`, `rest` that of state.sh. */
export function parseState(snapshot: string, rest: string): HostState {
  const items = new Map(lines(rest).map(([kind = '', name = '', ...value]) => [`${kind} ${name}`, value.join('\t')]));
  for (const [kind = '', name = '', ...facts] of lines(snapshot)) {
    if (kind === 'file') items.set(`file ${name}`, describeFile(facts, items));
    if (kind === 'unit') items.set(`unit ${name}`, facts.join(' '));
  }
  return items;
}

const lines = (text: string): string[][] => text.split('\n').filter(Boolean).map((line) => line.split('\t'));

// Without size and time; with the names of owners, since their IDs depend on the order in which accounts are created.
function describeFile([type = '', mode = '', owner = '', ...rest]: readonly string[], items: HostState): string {
  if (type === 'removed') return type;
  const [user = '', group = ''] = owner.split(':');
  const names = `${items.get(`uid ${user}`) ?? user}:${items.get(`gid ${group}`) ?? group}`;
  const content = type === 'file' ? rest[2] : rest[0];
  return [type, mode, names, content ?? ''].join(' ').trim();
}

/** An item that differs; undefined on a side where it does not exist. */
export interface Difference {
  readonly item: string;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** The differences between two states, except for items that `ignored` matches. */
export function compareStates(ours: HostState, theirs: HostState, ignored: readonly RegExp[]): Difference[] {
  const items = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return items
    .filter((item) => ours.get(item) !== theirs.get(item) && !ignored.some((pattern) => pattern.test(item)))
    .map((item) => ({ item, ours: ours.get(item), theirs: theirs.get(item) }));
}

/** The items that are not compared. */
export const readIgnored = (): RegExp[] => parseIgnored(readFileSync(join(DATA, 'ignored.txt'), 'utf8'));

/** Parses ignored.txt to patterns of items. Throws for an invalid line. */
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
