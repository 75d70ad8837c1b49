import type { Keywords, Play } from '../playbook/types.ts';

/** An expression may evaluate to true. */
const mayBecome = ({ become }: Pick<Keywords, 'become'>): boolean => become !== undefined && become !== false;

/** Whether a task of the play becomes another user. */
export function usesBecome(play: Play): boolean {
  const visit = (items: Play['tasks']): boolean =>
    items.some((item) =>
      item.kind === 'task'
        ? mayBecome(item)
        : item.kind === 'block'
          ? [item.block, item.rescue, item.always].some(visit)
          : mayBecome(item.keywords),
    );
  const roles = play.roles.some(
    ({ role, keywords }) => mayBecome(keywords) || visit(role.tasks) || visit(role.handlers) || visit(role.verify),
  );
  return roles || [play.preTasks, play.tasks, play.postTasks, play.handlers].some(visit);
}
