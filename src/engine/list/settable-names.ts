import type { Playbook, Task, TaskItem } from '../../playbook/types.ts';

/** Every name that a task of the playbook registers. */
export const registeredNames = (playbook: Playbook): ReadonlySet<string> =>
  namesOf(playbook, ({ register }) => (register === undefined ? [] : [register]));

/** Every name that a task of the playbook may set for its host, as far as that can be read ahead. */
export const settableNames = (playbook: Playbook): ReadonlySet<string> =>
  namesOf(playbook, ({ mayDefine }) => mayDefine ?? []);

function namesOf({ plays }: Playbook, ofTask: (task: Pick<Task, 'register' | 'mayDefine'>) => readonly string[]) {
  const names = new Set<string>();
  const visit = (items: readonly TaskItem[]): void => {
    for (const item of items) {
      if (item.kind === 'task') for (const name of ofTask(item)) names.add(name);
      if (item.kind === 'block') [item.block, item.rescue, item.always].forEach(visit);
      if (item.kind === 'include') {
        for (const name of ofTask(item)) names.add(name);
        for (const { items: included } of item.candidates) visit(included);
      }
    }
  };
  for (const play of plays) {
    [play.preTasks, play.tasks, play.postTasks, play.handlers].forEach(visit);
    for (const { role } of play.roles) [role.tasks, role.handlers, role.verify].forEach(visit);
  }
  return names;
}
