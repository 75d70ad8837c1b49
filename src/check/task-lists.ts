import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Inventory, InventoryHost } from '../inventory/types.ts';
import { loopNames } from '../playbook/task/read-loop.ts';
import type { Include, Playbook, Task, TaskItem } from '../playbook/types.ts';
import { entryHosts } from '../variables/entry-hosts.ts';
import type { StaticPlace } from './static-scope.ts';

/** Tasks that run one after another. */
export interface TaskList {
  readonly kind: 'tasks' | 'handlers' | 'verify';
  readonly items: readonly TaskItem[];
  readonly hosts: readonly InventoryHost[];
  readonly place: StaticPlace;
}

/** The task lists of a playbook, in the order of the plays, with the hosts that they are for. */
export function taskLists(playbook: Playbook, inventory: Inventory, diagnostics: DiagnosticList): TaskList[] {
  return playbook.plays.flatMap((play) => {
    const hostsOf = entryHosts(play, inventory, diagnostics);
    const place: StaticPlace = { play, vars: [], locals: [] };
    const own = { hosts: hostsOf(), place };
    const roles = play.roles.flatMap((entry): TaskList[] => {
      const { tasks, handlers, verify } = entry.role;
      const at = { hosts: hostsOf(entry), place: { ...place, entry, role: entry.role } };
      return [
        { kind: 'tasks', items: tasks, ...at },
        { kind: 'handlers', items: handlers, ...at },
        { kind: 'verify', items: verify, ...at },
      ];
    });
    return [
      { kind: 'tasks', items: play.preTasks, ...own },
      ...roles,
      { kind: 'tasks', items: [...play.tasks, ...play.postTasks], ...own },
      { kind: 'handlers', items: play.handlers, ...own },
    ];
  });
}

/** The place of a task or include in a list, and of the tasks that an include adds. */
export function placeWithin(place: StaticPlace, item: Task | Include): StaticPlace {
  const { loop, loopControl } = item;
  const locals = loop ? [...place.locals, ...loopNames(loopControl)] : place.locals;
  if (item.kind === 'task') return { ...place, role: item.role ?? place.role, vars: item.vars, locals };
  return { ...place, vars: item.keywords.vars, locals };
}
