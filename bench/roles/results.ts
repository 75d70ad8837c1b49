import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import type { Difference } from './end-state.ts';
import type { Run, Tool } from './tools.ts';

/** What one tool did with a role on a fresh host: a dry run, the run, and the run after it. */
export interface ToolResult {
  readonly check: Run;
  readonly apply: Run;
  readonly again: Run;
}

/** What both did, and where their hosts differ afterwards. */
export interface RoleResult {
  readonly role: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly tools: Readonly<Record<Tool, ToolResult>>;
  readonly differences: readonly Difference[];
}

const FILE = join(checkout, 'bench/roles/results.json');

/** The results that are kept, in the order of their roles' names. */
export function readResults(): RoleResult[] {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as RoleResult[]) : [];
}

/** Keeps a role's result in place of an earlier one. */
export function keepResult(result: RoleResult): void {
  const others = readResults().filter(({ role }) => role !== result.role);
  const all = [...others, result].sort((a, b) => (a.role < b.role ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
}
