import { handlersOf, walkItems } from '../playbook/task/walk-tasks.ts';
import type { Handler, Play } from '../playbook/types.ts';
import type { Finding } from './task-rules.ts';

/** Handlers of a play that none of its tasks notifies. Where a notification depends on the host, it may mean any. */
export function unusedHandlers(play: Play): Finding[] {
  const handlers = handlersOf(play);
  const lists = play.roles.flatMap(({ role }) => [...role.tasks, ...(role.closing ?? []), ...(role.opening ?? [])]);
  const items = [...walkItems([...play.preTasks, ...play.tasks, ...play.postTasks, ...lists]), ...walkItems(handlers)];
  const notified = items.flatMap((item) => (item.kind === 'task' ? item.notify : []));
  if (notified.some(({ kind }) => kind !== 'literal') || items.some(({ kind }) => kind === 'include')) return [];
  const names = new Set(notified.map((each) => (each.kind === 'literal' ? String(each.value) : '')));
  return handlers.filter((handler) => !namesOf(handler).some((name) => names.has(name))).map(toFinding);
}

function namesOf({ name, listen, role }: Handler): readonly string[] {
  const own = name?.kind === 'literal' ? String(name.value) : '';
  return [own, `${role?.name ?? ''} : ${own}`, ...listen];
}

const toFinding = ({ name, range }: Handler): Finding => ({
  code: 'unused-handler',
  summary: `No task notifies ${name?.kind === 'literal' ? JSON.stringify(name.value) : 'this handler'}`,
  suggestion: 'Write notify: at the task whose change it follows, or remove it.',
  range,
});
