import { fileNameOf } from '../../values/file-name.ts';

/** For whom a run owns things on a host. Stable between runs, and when the project's folder moves. */
export interface ProjectScope {
  /** The project's identity: `shop-3f9a1c2b4d5e6f70`. */
  readonly project: string;
  /** The inventory's sources as text, relative to the project: `inventories/prod`. */
  readonly inventory: string;
  /** The playbook's path, relative to the project: `playbooks/site.yml`. */
  readonly playbook: string;
}

/** One role entry of a playbook of a project, as its manifest on a host names it. */
export interface EntryIdentity extends ProjectScope {
  /** The words of its id: `['site', 'web', '2']`. */
  readonly entry: readonly string[];
}

/** For people: `web#2 of playbooks/site.yml in shop-3f9a1c2b4d5e6f70, inventory inventories/prod`. */
export function describeEntry({ project, inventory, playbook, entry }: EntryIdentity): string {
  const [, role = '', n = '1'] = entry;
  return `${role}${n === '1' ? '' : `#${n}`} of ${playbook} in ${project}, inventory ${inventory}`;
}

export const isSameScope = (a: ProjectScope, b: ProjectScope): boolean =>
  a.project === b.project && a.inventory === b.inventory && a.playbook === b.playbook;

/** Where a host keeps the manifests of all projects, each in a folder of its project's folder. */
export const projectsDirectory = (stateDirectory: string): string => `${stateDirectory}/projects`;

/** Where a host keeps what belongs to one project and inventory. */
export const projectDirectory = (stateDirectory: string, { project, inventory }: ProjectScope): string =>
  `${projectsDirectory(stateDirectory)}/${fileNameOf({ words: [project, inventory] })}`;

/** The file that lists what one role entry owns on a host. */
export const manifestPath = (stateDirectory: string, identity: EntryIdentity): string =>
  `${projectDirectory(stateDirectory, identity)}/manifests/${fileNameOf({ words: [identity.playbook, ...identity.entry] })}.json`;

/** Where the records of due handlers are. */
export const handlersDirectory = (stateDirectory: string, scope: ProjectScope): string =>
  `${projectDirectory(stateDirectory, scope)}/handlers`;

/** Tells the entries of one playbook apart. */
export const entryKey = ({ entry }: EntryIdentity): string => fileNameOf({ words: entry });
