import type { Play } from '../playbook/types.ts';

/** Whether a task of the play becomes another user. */
export function usesBecome(play: Play): boolean {
  const visit = (items: Play['tasks']): boolean =>
    items.some((item) =>
      item.kind === 'task'
        ? item.become === true
        : item.kind === 'block'
          ? [item.block, item.rescue, item.always].some(visit)
          : item.keywords.become === true,
    );
  const roles = play.roles.some(
    ({ role, keywords }) => keywords.become === true || visit(role.tasks) || visit(role.handlers) || visit(role.verify),
  );
  return roles || [play.preTasks, play.tasks, play.postTasks, play.handlers].some(visit);
}
