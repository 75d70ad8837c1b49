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
  /** Where the pattern is written; absent for one from the command line. */
  readonly range?: SourceRange | undefined;
  /** Given where hosts and groups may be added before the pattern is used: some of their names. */
  readonly joinable?: { readonly names: ReadonlySet<string> } | undefined;
}

/**
 * The hosts that a pattern means, once each: `web:&prod:!db1`, `web[0:2]`, `~web\d`, `*.site`, `all`. In Ansible's order: part by
 * part, and for a group its own hosts, then its children's, breadth first. A part that names nothing is a warning, and an error where
 * the whole pattern leaves no host.
 */
export function selectHosts(
  inventory: Inventory,
  pattern: string | readonly string[],
  place: PatternPlace,
): InventoryHost[] {
  const parts = [pattern].flat().flatMap(splitPattern);
  if (parts.length === 0 && typeof pattern === 'string' && pattern.trim() !== '') reportEmpty(pattern, place);
  const missing: Missing[] = [];
  const matching: Matching = { inventory, place, missing };
  const included = parts.filter((part) => !/^[&!]/.test(part));
  let selected = new Set<InventoryHost>();
  for (const part of included.length > 0 || parts.length === 0 ? included : ['all']) {
    for (const host of matchPart(part, matching)) selected.add(host);
  }
  for (const part of parts.filter((each) => each.startsWith('&'))) {
    const wanted = new Set(matchPart(part.slice(1), matching, 'intersection'));
    selected = new Set([...selected].filter((host) => wanted.has(host)));
  }
  for (const part of parts.filter((each) => each.startsWith('!'))) {
    for (const host of matchPart(part.slice(1), matching, 'exclusion')) selected.delete(host);
  }
  for (const each of missing) reportNothing(inventory, each, { ...place, isWhole: selected.size === 0 });
  return [...selected];
}

/** A part that names no group and no host. */
interface Missing {
  readonly part: string;
  readonly isExclusion: boolean;
}

interface Matching {
  readonly inventory: Inventory;
  readonly place: PatternPlace;
  /** Takes the parts that name nothing. */
  readonly missing: Missing[];
}

/** Where a group and a host have one name, that means the host alone, and after & and ! the group: as in Ansible. */
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
  /** Absent for a single position. Included; Infinity for an open end. */
  readonly last?: number;
}

/** `web[2]`, `web[-1]`, `web[0:2]` or `web[0-2]` (both ends included), `web[1:]`. A regular expression has none. */
function splitSubscript(part: string): Subscripted {
  const found = part.startsWith('~') ? null : /^(.+)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/.exec(part);
  if (!found) return { name: part };
  const [, name = '', position, first, last] = found;
  if (position !== undefined) return { name, first: Number(position) };
  return { name, first: Number(first), last: last ? Number(last) : Infinity };
}

/** Undefined when neither a group nor a host fits. */
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

/** Any name of this machine means the one that the inventory has, if it has one. */
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
      suggestion: `If the characters stand for themselves, write \`${escapeExpression(name)}\`; otherwise close the brackets.`,
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
  const names = [...(joinable?.names ?? []), ...inventory.groups.keys(), ...inventory.hosts.keys()];
  diagnostics.add({
    code: 'no-hosts-matched',
    // one playbook serves inventories with and without the group; a pattern that names nothing at all is a slip
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

/** A pattern in which the signs of a regular expression mean themselves. */
const escapeExpression = (name: string): string => name.replace(/(?!^~)[()[\]{}*+?|^$\\]/g, '\\$&');

function suggestNames({ groups, hosts }: Inventory): string {
  const own = [...groups.keys()].filter((name) => !['all', 'ungrouped'].includes(name));
  if (hosts.size === 0) return 'The inventory has no hosts: give `--inventory`, or add hosts to the file.';
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
