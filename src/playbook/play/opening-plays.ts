import type { Play, RoleEntry } from '../types.ts';

/**
 * An additional play for each play whose roles have an opening/main.yml. It runs before all plays: a task that fails there ends the run
 * before anything has been changed.
 */
export const openingPlays = (plays: readonly Play[]): Play[] =>
  plays.flatMap((play) => {
    const roles = play.roles.flatMap(openingEntry);
    const nothingElse = { serial: [], preTasks: [], tasks: [], postTasks: [] };
    return roles.length > 0 ? [{ ...play, ...nothingElse, name: `${play.name}: opening`, isOpening: true, roles }] : [];
  });

function openingEntry(entry: RoleEntry): RoleEntry[] {
  const { id, role } = entry;
  if (role.opening === undefined) return [];
  const { opening: tasks, ...rest } = role;
  const meta = { ...role.meta, dependencies: [], after: [], requires: [] };
  return [
    { ...entry, id: id.in('opening'), isOpening: true, role: { ...rest, meta, tasks, verify: [], closing: undefined } },
  ];
}
