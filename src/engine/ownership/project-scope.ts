import { fileNameOf } from '../../values/file-name.ts';

/** The owner of a run's resources on a host. Stable between runs, and when the project's directory moves. */
export interface ProjectScope {
  /** The project's identity: `shop-3f9a1c2b4d5e6f70`. */
  readonly project: string;
  /** The inventory's sources as text, relative to the project: `inventories/prod`. */
  readonly inventory: string;
  /** The playbook's path, relative to the project: `playbooks/site.yml`. */
  readonly playbook: string;
}

/** A role entry of a project's playbook, as identified in its manifest on a host. */
export interface EntryIdentity extends ProjectScope {
  /** The parts of its ID: `['site', 'web', '2']`. */
  readonly entry: readonly string[];
}

/** Display name: `web#2 of playbooks/site.yml in shop-3f9a1c2b4d5e6f70, inventory inventories/prod`. */
export function describeEntry({ project, inventory, playbook, entry }: EntryIdentity): string {
  const [, role = '', n = '1'] = entry;
  return `${role}${n === '1' ? '' : `#${n}`} of ${playbook} in ${project}, inventory ${inventory}`;
}

export const isSameScope = (a: ProjectScope, b: ProjectScope): boolean =>
  a.project === b.project && a.inventory === b.inventory && a.playbook === b.playbook;

/** The directory on a host for the manifests of all projects, with a directory for each project. */
export const projectsDirectory = (stateDirectory: string): string => `${stateDirectory}/projects`;

/** The directory on a host for one project and inventory. */
export const projectDirectory = (stateDirectory: string, { project, inventory }: ProjectScope): string =>
  `${projectsDirectory(stateDirectory)}/${fileNameOf({ words: [project, inventory] })}`;

/** The file that lists the resources of one role entry on a host. */
export const manifestPath = (stateDirectory: string, identity: EntryIdentity): string =>
  `${projectDirectory(stateDirectory, identity)}/manifests/${fileNameOf({ words: [identity.playbook, ...identity.entry] })}.json`;

/** The directory for records of due handlers. */
export const handlersDirectory = (stateDirectory: string, scope: ProjectScope): string =>
  `${projectDirectory(stateDirectory, scope)}/handlers`;

/** A key that is unique among the entries of a playbook. */
export const entryKey = ({ entry }: EntryIdentity): string => fileNameOf({ words: entry });
