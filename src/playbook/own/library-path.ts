import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LoadSession } from '../load-session.ts';
import { findCollection } from '../role/find-collection.ts';

/** Ansible's default directories for modules on its own machine. */
const USUAL = [join(homedir(), '.ansible/plugins/modules'), '/usr/share/ansible/plugins/modules'];

/**
 * Directories that are searched for a project's module, in order: those of the roles in use, of the playbook, of the project, and the
 * configured ones; for `namespace.collection.name`, that of the collection.
 */
export function libraryPath(name: string, session: LoadSession): string[] {
  const [, collection] = /^(\w+\.\w+)\.\w+$/.exec(name) ?? [];
  if (collection !== undefined) return modulesOf(collection, session);
  return [
    ...pluginPath('library', session),
    ...(session.libraryPath?.length ? session.libraryPath : USUAL),
    ...[...session.collections].flatMap((each) => modulesOf(each, session)),
  ];
}

/** Directories with a given name in the roles in use, next to the playbook and in the project. */
export const pluginPath = (directory: string, { playbookDirectory, roleDirectories }: LoadSession): string[] =>
  [...[...roleDirectories].toReversed(), playbookDirectory, dirname(playbookDirectory)].map((base) =>
    join(base, directory),
  );

const modulesOf = (collection: string, session: LoadSession): string[] =>
  findCollection(collection, session).map((path) => join(path, 'plugins/modules'));

/** Python directories that the modules of a library import from. */
export const pythonPath = (session: LoadSession): string[] => [
  ...pluginPath('module_utils', session),
  ...session.collectionsPath.map((path) => join(path, 'ansible_collections')),
  ...session.collectionsPath,
];
