import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { didYouMean, listed } from '../../diagnostic/suggest.ts';
import { groupHosts } from '../group-hosts.ts';
import { implicitLocalhost, LOCALHOST_NAMES } from '../implicit-localhost.ts';
import type { Inventory, InventoryHost } from '../types.ts';
import { nameMatcher } from './name-matcher.ts';
import { splitPattern } from './split-pattern.ts';

export interface PatternPlace {
  readonly diagnostics: DiagnosticList;
  /** Location of the pattern; absent on the command line. */
  readonly range?: SourceRange | undefined;
  /** Set if hosts and groups may be added before the pattern is used: the known ones of their names. */
  readonly joinable?: { readonly names: ReadonlySet<string> } | undefined;
}

/**
 * The hosts of a pattern, each once: `web:&prod:!db1`, `web[0:2]`, `~web\d`, `*.site`, `all`. In Ansible's order: part by
 * part, and for a group its own hosts, then those of its children, breadth first. A part without matches is a warning, or an error if
 * the whole pattern matches no host.
 */
export function selectHosts(
  inventory: Inventory,
  pattern: string | readonly string[],
  place: PatternPlace,
): InventoryHost[] {
  const parts = [pattern].flat().flatMap(splitPattern);
  if (parts.length === 0 && typeof pattern === 'string' && pattern.trim() !== '') reportEmpty(pattern, place);
  const bare = parts.find((part) => /^[&!]$/.test(part));
  if (bare !== undefined) reportBare(bare, String(pattern), place);
  const missing: Missing[] = [];
  const matching: Matching = { inventory, place, missing };
  const included = parts.filter((part) => !/^[&!]/.test(part));
  let selected = new Set<InventoryHost>();
  for (const part of included.length > 0 || parts.length === 0 ? included : ['all']) {
    for (const host of matchPart(part, matching)) selected.add(host);
  }
  for (const part of parts.filter((each) => /^&./s.test(each))) {
    const wanted = new Set(matchPart(part.slice(1), matching, 'intersection'));
    selected = new Set([...selected].filter((host) => wanted.has(host)));
  }
  for (const part of parts.filter((each) => /^!./s.test(each))) {
    for (const host of matchPart(part.slice(1), matching, 'exclusion')) selected.delete(host);
  }
  for (const each of missing) reportNothing(inventory, each, { ...place, isWhole: selected.size === 0 });
  return [...selected];
}

function reportBare(sign: string, pattern: string, { diagnostics, range }: PatternPlace): void {
  diagnostics.error({
    code: 'host-pattern',
    summary: `Nothing follows ${sign} in the pattern ${pattern}`,
    suggestion: `Write the name of a group or host after it, as in \`web:${sign}prod\`, or remove it.`,
    range,
  });
}

/** A part that matches no group and no host. */
interface Missing {
  readonly part: string;
  readonly isExclusion: boolean;
}

interface Matching {
  readonly inventory: Inventory;
  readonly place: PatternPlace;
  /** Receives the parts without matches. */
  readonly missing: Missing[];
}

/** As in Ansible, a name of both a group and a host means only the host, and after & and ! the group. */
function matchPart(
  part: string,
  { inventory, place, missing }: Matching,
  role: 'union' | 'intersection' | 'exclusion' = 'union',
): readonly InventoryHost[] {
  const isGroup = role !== 'union' && inventory.groups.has(part);
  const named = isGroup
    ? undefined
    : (inventory.hosts.get(part) ?? inventory.hosts.get(/^\[([\da-f:.]+)\]$/i.exec(part)?.[1] ?? ''));
  if (named) return [named];
  const { name, first, last } = splitSubscript(part);
  const found = matchName(inventory, name, place);
  if (found === undefined) {
    missing.push({ part: name, isExclusion: role === 'exclusion' });
    return [];
  }
  if (first === undefined || found.length === 0) return found;
  const selected =
    last === undefined ? found.slice(first, first === -1 ? undefined : first + 1) : found.slice(first, last + 1);
  if (selected.length === 0) reportRange(part, found.length, place);
  return selected;
}

interface Subscripted {
  readonly name: string;
  readonly first?: number;
  /** Absent for a single position. Inclusive; Infinity for an open end. */
  readonly last?: number;
}

/** `web[2]`, `web[-1]`, `web[0:2]` or `web[0-2]` (inclusive), `web[1:]`. A regular expression has no subscript. */
function splitSubscript(part: string): Subscripted {
  const found = part.startsWith('~') ? null : /^(.+)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/.exec(part);
  if (!found) return { name: part };
  const [, name = '', position, first, last] = found;
  if (position !== undefined) return { name, first: Number(position) };
  return { name, first: Number(first), last: last ? Number(last) : Infinity };
}

/** Undefined if neither a group nor a host matches. */
function matchName(inventory: Inventory, name: string, place: PatternPlace): InventoryHost[] | undefined {
  const fits = compile(name, place);
  if (!fits) return [];
  const groups = [...inventory.groups.values()].filter((group) => fits(group.name));
  const found = new Set(groups.flatMap(groupHosts));
  if (groups.length === 0 || name.startsWith('~') || /[.?*[]/.test(name)) {
    for (const host of inventory.hosts.values()) if (fits(host.name)) found.add(host);
  }
  if (found.size === 0 && LOCALHOST_NAMES.includes(name)) found.add(localhostAs(inventory, name));
  return groups.length === 0 && found.size === 0 ? undefined : [...found];
}

/** Any name of this machine refers to the inventory's entry for it, if there is one. */
function localhostAs({ hosts, localhost }: Inventory, name: string): InventoryHost {
  const declared = LOCALHOST_NAMES.map((each) => hosts.get(each)).find((host) => host !== undefined);
  return declared ?? (name === localhost.name ? localhost : implicitLocalhost(name));
}

function compile(name: string, { diagnostics, range }: PatternPlace): ((name: string) => boolean) | undefined {
  try {
    return nameMatcher(name);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    diagnostics.error({
      code: 'host-pattern',
      summary: `The pattern ${name} is malformed`,
      detail: error.message,
      suggestion: `If the characters are literal, write \`${escapeExpression(name)}\`; otherwise close the brackets.`,
      range,
    });
    return undefined;
  }
}

function reportNothing(
  inventory: Inventory,
  { part, isExclusion }: Missing,
  { diagnostics, range, joinable, isWhole }: PatternPlace & { readonly isWhole: boolean },
): void {
  if (joinable?.names.has(part)) return;
  const names = [...(joinable?.names ?? []), ...inventory.groups.keys(), ...inventory.hosts.keys(), 'localhost'];
  diagnostics.add({
    code: 'no-hosts-matched',
    // a playbook may serve inventories with and without the group; a pattern without any match is a mistake
    severity: isExclusion || joinable || !isWhole ? 'warning' : 'error',
    summary: `The pattern ${part} matches no group and no host`,
    suggestion: didYouMean(part, names) ?? suggestNames(inventory),
    range,
  });
}

function reportEmpty(pattern: string, { diagnostics, range }: PatternPlace): void {
  diagnostics.error({
    code: 'host-pattern',
    summary: `The pattern ${pattern.trim()} names no group and no host`,
    suggestion: 'Write `all` for every host.',
    range,
  });
}

/** A pattern with escaped special characters of regular expressions. */
const escapeExpression = (name: string): string => name.replace(/(?!^~)[()[\]{}*+?|^$\\]/g, '\\$&');

function suggestNames({ groups, hosts }: Inventory): string {
  const own = [...groups.keys()].filter((name) => !['all', 'ungrouped'].includes(name));
  if (hosts.size === 0) return 'The inventory has no hosts: use `--inventory`, or add hosts to the file.';
  const named = own.length === 0 ? '' : `The groups are ${listed(own)}; the`;
  return `${named === '' ? 'The' : named} hosts are ${listed([...hosts.keys()])}.`;
}

function reportRange(part: string, count: number, { diagnostics, range }: PatternPlace): void {
  diagnostics.error({
    code: 'no-hosts-matched',
    summary: `The pattern ${part} selects nothing`,
    detail: `There ${count === 1 ? 'is 1 host' : `are ${count} hosts`}, counted from 0.`,
    suggestion: `The last one is \`${splitSubscript(part).name}[${count - 1}]\`.`,
    range,
  });
}
