import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { Keywords, Role, RoleEntry } from '../types.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { expectKind, readString } from '../../yaml/read-value.ts';
import { KEYWORDS } from '../task/keyword-names.ts';
import { mergeKeywords } from '../task/read-keywords.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { suggestRoleKey } from '../role/suggest-role-key.ts';
import { createEntry } from './create-role-entry.ts';
import type { LoadSession } from '../load-session.ts';
import { emptyLayer, loadVariables, mergeLayers, variablesFrom } from '../variables/load-variables.ts';
import { pullDependencies } from './pull-dependencies.ts';
import { readPattern } from './read-pattern.ts';
import { readerFor } from '../files/reader-for.ts';

const ENTRY_KEYS: readonly string[] = [...KEYWORDS, 'role', 'name', 'hosts'];

/** The roles of a play in order, each after its dependencies. */
export async function loadRoleEntries(
  node: YamlNode | undefined,
  inherited: Keywords,
  session: LoadSession,
): Promise<RoleEntry[]> {
  if (!node || (node.kind === 'scalar' && node.value === null)) return [];
  const list = expectKind(node, 'sequence', 'roles', session.diagnostics);
  const entries: RoleEntry[] = [];
  for (const item of list?.items ?? []) {
    const entry = await loadEntry(item, inherited, session);
    if (entry) entries.push(entry);
  }
  return withOwners(await pullDependencies(entries, session));
}

/** Entries with equal calls declare what one of them declares: the first that was written. */
function withOwners(entries: readonly RoleEntry[]): RoleEntry[] {
  const written = entries.toSorted((a, b) => a.id.n - b.id.n);
  return entries.map((entry) => {
    const first = entry.call && written.find((other) => other.call === entry.call);
    return { ...entry, owner: first?.id ?? entry.id };
  });
}

async function loadEntry(node: YamlNode, inherited: Keywords, session: LoadSession): Promise<RoleEntry | undefined> {
  const { diagnostics } = session;
  if (node.kind !== 'mapping') {
    const name = readString(node, 'a role', diagnostics);
    const vars = emptyLayer('role parameters');
    return name === undefined
      ? undefined
      : createEntry({ name, range: node.range, keywords: inherited, vars, isDependency: false }, session);
  }
  const entries = readMapping(node, { what: 'a role' }, diagnostics);
  const named = entries?.get('role') ?? entries?.get('name');
  if (!entries || !named) {
    diagnostics.error({
      code: 'missing-key',
      summary: 'a role needs the key role',
      suggestion: suggestRoleKey(entries?.keys() ?? []),
      range: node.range,
    });
    return undefined;
  }
  const name = readString(named.value, 'role', diagnostics);
  const known = new Map([...entries].filter(([key]) => key !== 'vars'));
  const reader = readerFor(undefined, session);
  const keywords = mergeKeywords(inherited, known, { session, reader, what: 'role entry' });
  const hosts = entries.get('hosts');
  if (name === undefined) return undefined;
  const entry = await createEntry(
    {
      name,
      range: named.value.range,
      keywords,
      ...readParameters(entries, session),
      hosts: hosts && readPattern(hosts.value, session),
      isDependency: false,
      entries: known,
    },
    session,
  );
  if (entry) reportMistyped(entries, entry.role, diagnostics);
  return entry;
}

/** The contents of `vars`, and all keys that are not keywords, which are the `params`. */
function readParameters(
  entries: ReadonlyMap<string, YamlEntry>,
  session: LoadSession,
): Pick<RoleEntry, 'vars' | 'params'> {
  const source = { label: 'role parameters', reader: readerFor(undefined, session) };
  const inline = [...entries].filter(([key]) => !ENTRY_KEYS.includes(key)).map(([, entry]) => entry);
  const params = variablesFrom(inline, source, session.diagnostics);
  const vars = mergeLayers([loadVariables(entries.get('vars')?.value, source, session.diagnostics), params]);
  return { vars, params: inline.length > 0 ? params : undefined };
}

/** Reports an unknown parameter that resembles a keyword as a misspelt keyword. */
function reportMistyped(entries: ReadonlyMap<string, YamlEntry>, role: Role, diagnostics: DiagnosticList): void {
  for (const [key, { key: node }] of entries) {
    const suggestion = didYouMean(key, ENTRY_KEYS);
    if (ENTRY_KEYS.includes(key) || suggestion === undefined) continue;
    if (role.meta.variables.has(key) || role.defaults.values.has(key) || role.vars.values.has(key)) continue;
    diagnostics.error({
      code: 'unknown-key',
      summary: `${key} is neither a key of a role's entry nor a variable of ${role.name}`,
      suggestion,
      range: node.range,
    });
  }
}
