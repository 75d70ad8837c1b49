import type { RoleEntry } from '../types.ts';
import { loadRoleMeta } from '../role/load-role-meta.ts';
import { findRole } from '../role/find-role.ts';
import { readerFor } from '../files/reader-for.ts';
import { mergeKeywords } from '../task/read-keywords.ts';
import { createEntry } from './create-role-entry.ts';
import type { LoadSession } from '../load-session.ts';
import { sameVariables } from '../variables/same-variables.ts';

/** Puts before each role those that it depends on, unless the play has them for the same hosts, or for all, already. */
export async function pullDependencies(entries: readonly RoleEntry[], session: LoadSession): Promise<RoleEntry[]> {
  const pulled: RoleEntry[] = [];
  for (const entry of entries) {
    await pull(entry, { all: [...entries, ...pulled], chain: [entry.role.path], into: pulled }, session);
    pulled.push(entry);
  }
  return pulled;
}

interface Pulling {
  readonly all: readonly RoleEntry[];
  readonly chain: readonly string[];
  readonly into: RoleEntry[];
}

async function pull(entry: RoleEntry, { all, chain, into }: Pulling, session: LoadSession): Promise<void> {
  for (const { role: name, vars, entries, range } of loadRoleMeta(entry.role.path, session).dependencies) {
    const path = findRole(name, session);
    if (path === undefined || chain.includes(path)) continue;
    const isConditional = ['when', 'tags'].some((key) => entries.has(key));
    const covers = (other: RoleEntry): boolean =>
      other.role.path === path &&
      sameVariables(other.vars, vars) &&
      other.isConditional !== true &&
      (other.hosts === undefined || other.hosts.pattern === entry.hosts?.pattern);
    if ([...all, ...into].some(covers)) continue;
    const { hosts } = entry;
    const source = { session, reader: readerFor(entry.role.path, session), what: 'dependency' };
    const keywords = mergeKeywords(entry.keywords, entries, source);
    const parts = { name, range, keywords, vars, hosts, isDependency: true, isConditional };
    const dependency = await createEntry(parts, session);
    if (!dependency) continue;
    await pull(dependency, { all, chain: [...chain, path], into }, session);
    into.push(dependency);
  }
}
