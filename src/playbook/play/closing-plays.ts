import type { Play, RoleEntry } from '../types.ts';

/**
 * An additional play for each play whose roles have a closing/main.yml. It runs after all plays, since until then other hosts
 * may use the resources that these roles are about to remove.
 */
export const closingPlays = (plays: readonly Play[]): Play[] =>
  plays.flatMap((play) => {
    const roles = play.roles.flatMap(closingEntry);
    const nothingElse = { serial: [], preTasks: [], tasks: [], postTasks: [] };
    return roles.length > 0 ? [{ ...play, ...nothingElse, name: `${play.name}: closing`, roles }] : [];
  });

function closingEntry(entry: RoleEntry): RoleEntry[] {
  const { id, role } = entry;
  if (role.closing === undefined) return [];
  const { closing: tasks, ...rest } = role;
  return [{ ...entry, id: id.in('closing'), isClosing: true, role: { ...rest, tasks, verify: [] } }];
}
