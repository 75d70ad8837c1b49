import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LoadSession } from '../load-session.ts';
import { findCollection } from '../role/find-collection.ts';

/** Where Ansible looks for modules of its own machine, unless its `library` says otherwise. */
const USUAL = [join(homedir(), '.ansible/plugins/modules'), '/usr/share/ansible/plugins/modules'];

/**
 * Directories in which a module of a project is looked for, first to last: those of the roles that are in use, of the playbook, of the
 * project, and those that are configured; for `namespace.collection.name`, the collection's.
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

/** Directories of a name in the roles that are in use, beside the playbook and in the project. */
export const pluginPath = (directory: string, { playbookDirectory, roleDirectories }: LoadSession): string[] =>
  [...[...roleDirectories].toReversed(), playbookDirectory, dirname(playbookDirectory)].map((base) =>
    join(base, directory),
  );

const modulesOf = (collection: string, session: LoadSession): string[] =>
  findCollection(collection, session).map((path) => join(path, 'plugins/modules'));

/** Directories of Python that the modules in a library import. */
export const pythonPath = (session: LoadSession): string[] => [
  ...pluginPath('module_utils', session),
  ...session.collectionsPath.map((path) => join(path, 'ansible_collections')),
  ...session.collectionsPath,
];
