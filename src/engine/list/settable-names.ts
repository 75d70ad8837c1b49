import type { Playbook, TaskItem } from '../../playbook/types.ts';

/** Every name that a task of the playbook may set for its host, as far as that can be read ahead. */
export function settableNames({ plays }: Playbook): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (items: readonly TaskItem[]): void => {
    for (const item of items) {
      if (item.kind === 'task') for (const name of item.mayDefine ?? []) names.add(name);
      if (item.kind === 'task' && item.include) visit([item.include]);
      if (item.kind === 'block') [item.block, item.rescue, item.always].forEach(visit);
      if (item.kind === 'include') for (const { items: included } of item.candidates) visit(included);
    }
  };
  for (const play of plays) {
    [play.preTasks, play.tasks, play.postTasks, play.handlers].forEach(visit);
    for (const { role } of play.roles) [role.tasks, role.handlers, role.verify].forEach(visit);
  }
  return names;
}
