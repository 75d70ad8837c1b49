import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Inventory } from '../inventory/types.ts';
import type { Play, RoleEntry } from '../playbook/types.ts';
import { entryHosts } from '../variables/entry-hosts.ts';
import type { PlayPart } from './play-graph.ts';
import { orderParts } from './play-graph.ts';
import { NodeId } from './ids.ts';
import { splitBatches } from './split-batches.ts';

/** A play with its hosts. */
export interface PlannedPlay {
  readonly play: Play;
  /** In each host's order of execution. */
  readonly parts: readonly PlayPart[];
  /** Names of hosts, in batches; a single batch without `serial`. */
  readonly batches: readonly (readonly string[])[];
  /** Nothing of the play is left to other runs. */
  readonly isComplete: boolean;
}

export interface PlanPlayOptions {
  readonly inventory: Inventory;
  /** Names of the hosts that `--limit` selects; undefined means all hosts. */
  readonly limit: ReadonlySet<string> | undefined;
  /** Names of roles to run; undefined means all roles. */
  readonly roles: readonly string[] | undefined;
  /** Names of nodes to run; undefined means all nodes. */
  readonly nodes?: ReadonlySet<string> | undefined;
  /** Run only the roles' verify/main.yml, instead of their tasks. */
  readonly isVerify: boolean;
  readonly diagnostics: DiagnosticList;
}

/** Which parts of a play run where, and in which batches. */
export function planPlay(play: Play, options: PlanPlayOptions): PlannedPlay {
  const { roles, isVerify } = options;
  const { inventory, limit, diagnostics } = options;
  const select = entryHosts(play, inventory, diagnostics);
  const hostsOf = (entry?: RoleEntry): string[] =>
    select(entry)
      .map(({ name }) => name)
      .filter((name) => !limit || limit.has(name));
  const hosts = sortHosts(hostsOf(), play.order);
  const all = orderParts(play, hostsOf, options.diagnostics).filter(
    (part) => !roles || (part.entry !== undefined && roles.includes(part.entry.role.name)),
  );
  const chosen = options.nodes ? leaveNodes(all, options.nodes) : all;
  const parts = isVerify ? chosen.flatMap(verifyPart) : chosen;
  const left = options.nodes ? hosts.filter((host) => parts.some((part) => part.hosts.includes(host))) : hosts;
  const batches = splitBatches(left, play.serial);
  checkBatches(parts, batches, options.diagnostics);
  const isComplete = left.length === hosts.length && countNodes(chosen) === countNodes(all);
  return { play, parts, batches, isComplete };
}

const countNodes = (parts: readonly PlayPart[]): number => parts.reduce((sum, { hosts }) => sum + hosts.length, 0);

/** The parts on the hosts whose nodes are selected. */
function leaveNodes(parts: readonly PlayPart[], nodes: ReadonlySet<string>): PlayPart[] {
  const left = parts.map((part) => ({
    ...part,
    hosts: part.hosts.filter((host) => nodes.has(new NodeId(part.id, host).toString())),
  }));
  return left.filter(({ hosts }) => hosts.length > 0);
}

function sortHosts(hosts: readonly string[], order: Play['order']): string[] {
  switch (order) {
    case 'sorted':
      return hosts.toSorted(byName);
    case 'reverse_sorted':
      return hosts.toSorted(byName).reverse();
    case 'reverse_inventory':
      return hosts.toReversed();
    case 'shuffle':
      return shuffle(hosts);
    case 'inventory':
    case undefined:
      return [...hosts];
  }
}

const byName = (a: string, b: string): number => Number(a > b) - Number(a < b);

function shuffle(hosts: readonly string[]): string[] {
  const keyed = hosts.map((host) => ({ host, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ host }) => host);
}

const verifyPart = (part: PlayPart): PlayPart[] =>
  part.entry && part.entry.role.verify.length > 0 ? [{ ...part, items: part.entry.role.verify }] : [];

/** A required role must not run in a later batch than the role that requires it. */
function checkBatches(
  parts: readonly PlayPart[],
  batches: readonly (readonly string[])[],
  diagnostics: DiagnosticList,
): void {
  const lastBatch = (part: PlayPart): number =>
    batches.findLastIndex((batch) => batch.some((host) => part.hosts.includes(host)));
  const firstBatch = (part: PlayPart): number =>
    batches.findIndex((batch) => batch.some((host) => part.hosts.includes(host)));
  for (const part of parts) {
    for (const { role, range } of part.entry?.role.meta.requires ?? []) {
      const late = parts.find((other) => other.entry?.role.name === role && lastBatch(other) > firstBatch(part));
      if (!late || firstBatch(part) < 0) continue;
      diagnostics.error({
        code: 'requires-later-batch',
        summary: `${part.name} requires ${role}, which runs in a later batch of the play`,
        suggestion: `Put ${part.name} and ${role} into plays of their own, or leave \`serial\` out.`,
        range,
      });
    }
  }
}
