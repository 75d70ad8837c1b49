import type { Templated } from '../../expression/compiled.ts';
import type { JoinableNames, Play, Task } from '../types.ts';
import { walkItems } from '../task/walk-tasks.ts';

/** Tells each play which hosts and groups earlier plays may add, since its pattern may name them. */
export function markJoinable(plays: readonly Play[]): Play[] {
  const names = new Set<string>();
  let isAny = false;
  return plays.map((play) => {
    const joinable: JoinableNames | undefined = isAny ? { names: new Set(names) } : undefined;
    const adding = tasksOf(play).filter(({ module }) => ['add_host', 'group_by'].includes(module.name));
    for (const task of adding) for (const name of literalNames(task)) names.add(name);
    isAny ||= adding.length > 0;
    return { ...play, joinable };
  });
}

function tasksOf({ preTasks, roles, tasks, postTasks, handlers }: Play): Task[] {
  const ofRoles = roles.flatMap(({ role }) => [...role.tasks, ...role.handlers]);
  const items = [...walkItems([...preTasks, ...ofRoles, ...tasks, ...postTasks, ...handlers])];
  return items.filter((item) => item.kind === 'task');
}

/** The literal names. */
function literalNames({ args }: Task): string[] {
  const entries = args.kind === 'mapping' ? args.entries : [];
  return entries
    .filter(({ key }) => ['key', 'parents', 'name', 'groups'].includes(key))
    .flatMap(({ value }) => textsIn(value))
    .map((name) => name.replaceAll(' ', '-'));
}

function textsIn(value: Templated): string[] {
  if (value.kind === 'sequence') return value.items.flatMap(textsIn);
  return value.kind === 'literal' ? [value.value].flat().flatMap((text) => String(text).split(',')) : [];
}
