import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import type { Difference } from './end-state.ts';
import type { Run, Tool } from './tools.ts';

/** The results of a tool with a role on a fresh host: a dry run, a run, and a second run. */
export interface ToolResult {
  readonly check: Run;
  readonly apply: Run;
  readonly again: Run;
}

/** The results of both tools, and the differences of their hosts afterwards. */
export interface RoleResult {
  readonly role: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly tools: Readonly<Record<Tool, ToolResult>>;
  readonly differences: readonly Difference[];
}

const FILE = join(checkout, 'bench/roles/results.json');

/** The stored results, sorted by role name. */
export function readResults(): RoleResult[] {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as RoleResult[]) : [];
}

/** Replaces the earlier result of a role. */
export function keepResult(result: RoleResult): void {
  const others = readResults().filter(({ role }) => role !== result.role);
  const all = [...others, result].sort((a, b) => (a.role < b.role ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
}
