/** The groups of `module_defaults` of which there are modules here. */
const GROUPS: ReadonlyMap<string, RegExp> = new Map([
  ['group/docker', /^docker_/],
  ['group/community.docker.docker', /^docker_/],
  ['group/community.postgresql.postgresql', /^postgresql_/],
  ['group/community.mysql.mysql', /^mysql_/],
]);

/** `group/docker`. */
export const isGroup = (name: string): boolean => name.startsWith('group/');

export const defaultGroups = (): readonly string[] => [...GROUPS.keys()];

export const isInGroup = (module: string, group: string): boolean => GROUPS.get(group)?.test(module) === true;
