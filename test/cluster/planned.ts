import type { PlannedPlay } from '../../src/plan/plan-play.ts';

export interface RoleOf {
  readonly role: string;
  readonly hosts: readonly string[];
  readonly requires?: readonly string[];
  readonly after?: readonly string[];
}

/** A play as it is planned, with no more of it than jobs are cut by. */
export function planned(name: string, roles: readonly RoleOf[]): PlannedPlay {
  const named = (names: readonly string[] = []) => names.map((role) => ({ role }));
  const parts = roles.map(({ role, hosts, requires, after }) => ({
    id: { toString: () => `${name}/${role}` },
    name: role,
    kind: 'role',
    items: [],
    entry: { role: { name: role, meta: { requires: named(requires), after: named(after) } } },
    hosts,
  }));
  const batches = [[...new Set(roles.flatMap(({ hosts }) => hosts))]];
  return { play: { name }, parts, batches } as unknown as PlannedPlay;
}
