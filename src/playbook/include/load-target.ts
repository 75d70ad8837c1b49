import type { Handler, Included } from '../types.ts';
import { findRole } from '../role/find-role.ts';
import { importRole } from '../role/import-role.ts';
import { findRoleFile } from '../role/role-file.ts';
import { findTaskFile, loadTaskFile, seekTaskFile } from '../task/load-task-file.ts';
import type { Target } from '../task/read-target.ts';
import type { TaskContext } from '../task/task-context.ts';

/** What an include of a plain name brings in. Reports a file or role that is not there. */
export async function loadTarget(
  { what, name, from, range, runsOnce }: Target,
  context: TaskContext,
): Promise<Included> {
  const handlers: Handler[] = [];
  const inner = { ...context, handlers };
  const text = name.kind === 'literal' ? String(name.value) : '';
  if (what === 'role') {
    const imported = await importRole({ name: text, range, from, runsOnce }, inner);
    const layers = { defaults: imported?.role.defaults, vars: imported?.role.vars };
    return { items: imported?.items ?? [], role: imported?.role, layers, handlers };
  }
  const path = findTaskFile(text, range, inner);
  return { items: path === undefined ? [] : await loadTaskFile(path, inner), role: undefined, layers: {}, handlers };
}

/** Whether an include is in the file or role that it includes, directly or through other includes. */
export function recurs(target: Target, context: TaskContext): boolean {
  if (target.name.kind !== 'literal') return true;
  const path = fileOf(target, context);
  return path !== undefined && context.chain.includes(path);
}

/** The first file of tasks that an include with a literal name loads. */
export function fileOf({ what, name, from }: Target, context: TaskContext): string | undefined {
  const text = name.kind === 'literal' ? String(name.value) : '';
  if (what === 'tasks') return seekTaskFile(text, context);
  const role = findRole(text, context.session);
  return role === undefined ? undefined : findRoleFile(role, 'tasks', from.tasks, context.session);
}
