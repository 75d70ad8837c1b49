import { nameMatcher } from '../inventory/pattern/name-matcher.ts';
import type { Task } from '../playbook/types.ts';

/**
 * Whether a task is the one that `--start-at-task` asks for: by its ID, or, as in Ansible, by its name, alone or behind that of its
 * role (`nginx : install`). In a name, `*`, `?` and `[a-z]` are wildcards.
 */
export function startsAt(wanted: string, { id, role }: Pick<Task, 'id' | 'role'>, name: string): boolean {
  const names = [name, ...(role ? [`${role.name} : ${name}`] : [])];
  return wanted === id || names.includes(wanted) || names.some(nameMatcher(wanted));
}
