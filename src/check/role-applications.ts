import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { Inventory, InventoryHost } from '../inventory/types.ts';
import type { Play, Playbook, Role, TaskItem } from '../playbook/types.ts';
import { walkItems } from '../playbook/task/walk-tasks.ts';
import { entryHosts } from '../variables/entry-hosts.ts';
import type { StaticPlace } from './static-scope.ts';

/** A place where a role's tasks are added to a play. */
export interface RoleApplication {
  readonly role: Role;
  readonly hosts: readonly InventoryHost[];
  readonly place: StaticPlace;
  /** Where the role is named; for an import, its first task. */
  readonly range: SourceRange;
  /** By an import or include, whose conditions may exclude hosts. */
  readonly isImport: boolean;
}

/** Every place where a role is applied: entries of plays, and imports. */
export function roleApplications(
  playbook: Playbook,
  inventory: Inventory,
  diagnostics: DiagnosticList,
): RoleApplication[] {
  return playbook.plays.flatMap((play) => ofPlay(play, inventory, diagnostics));
}

function ofPlay(play: Play, inventory: Inventory, diagnostics: DiagnosticList): RoleApplication[] {
  const hostsOf = entryHosts(play, inventory, diagnostics);
  const base: StaticPlace = { play, vars: [], locals: [] };
  const entries = play.roles.flatMap((entry): RoleApplication[] => {
    const { role, range, keywords } = entry;
    const place = { ...base, entry, role, vars: keywords.vars };
    const hosts = hostsOf(entry);
    return [
      { role, hosts, place, range, isImport: keywords.when.length > 0 },
      ...imports([...role.tasks, ...role.verify], hosts, place),
    ];
  });
  return [...entries, ...imports([...play.preTasks, ...play.tasks, ...play.postTasks], hostsOf(), base)];
}

function imports(items: readonly TaskItem[], hosts: readonly InventoryHost[], place: StaticPlace): RoleApplication[] {
  const found = new Map<Role, RoleApplication>();
  for (const task of walkItems(items)) {
    if (task.kind !== 'task' || !task.role || task.role.path === place.role?.path || found.has(task.role)) continue;
    const { role, vars, range } = task;
    found.set(role, { role, hosts, range, isImport: true, place: { ...place, role, vars } });
  }
  return [...found.values()];
}
