import type { Keywords, RoleEntry } from '../types.ts';
import { loadRoleMeta } from '../role/load-role-meta.ts';
import { findRole } from '../role/find-role.ts';
import { readerFor } from '../files/reader-for.ts';
import { mergeKeywords } from '../task/read-keywords.ts';
import { callOf, createEntry } from './create-role-entry.ts';
import type { LoadSession } from '../load-session.ts';

/**
 * Puts before each role those that it depends on, with its keywords: whether they run is also up to its conditions and tags.
 * Leaves out those that could only repeat an entry before them.
 */
export async function pullDependencies(entries: readonly RoleEntry[], session: LoadSession): Promise<RoleEntry[]> {
  const pulled: RoleEntry[] = [];
  for (const entry of entries) {
    await pull({ ...entry, path: entry.role.path }, { chain: [entry.role.path], into: pulled }, session);
    pulled.push(entry);
  }
  return pulled;
}

interface Pulling {
  readonly chain: readonly string[];
  readonly into: RoleEntry[];
}

/** A role that has dependencies. */
interface Needy extends Pick<RoleEntry, 'keywords' | 'hosts'> {
  readonly path: string;
}

async function pull(needy: Needy, { chain, into }: Pulling, session: LoadSession): Promise<void> {
  for (const { role: name, vars, entries, range } of loadRoleMeta(needy.path, session).dependencies) {
    const path = findRole(name, session);
    if (path === undefined || chain.includes(path)) continue;
    const { hosts } = needy;
    const source = { session, reader: readerFor(needy.path, session), what: 'dependency' };
    const keywords = mergeKeywords(needy.keywords, entries, source);
    // what it depends on may have to run again, where that allows duplicates
    await pull({ path, keywords, hosts }, { chain: [...chain, path], into }, session);
    const call = callOf({ path, vars, entries }, session);
    const isRepeated = (other: RoleEntry): boolean =>
      other.call === call &&
      sameChoice(other.keywords, keywords) &&
      (other.hosts === undefined || other.hosts.pattern === hosts?.pattern);
    if (into.some(isRepeated)) continue;
    const parts = { name, range, keywords, vars, hosts, isDependency: true, entries };
    const dependency = await createEntry(parts, session);
    if (dependency) into.push(dependency);
  }
}

/** Whether the same conditions and tags decide. */
const sameChoice = (a: Keywords, b: Keywords): boolean =>
  a.tags.length === b.tags.length &&
  a.tags.every((tag) => b.tags.includes(tag)) &&
  a.when.length === b.when.length &&
  a.when.every((condition, i) => condition.source.text === b.when[i]?.source.text);
