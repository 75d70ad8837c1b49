import { isAbsolute, join, resolve } from 'node:path';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { LoadSession } from '../load-session.ts';
import { displayPath } from '../files/yaml-files.ts';
import { collectionOf, findCollection } from './find-collection.ts';

/**
 * A role's absolute directory. `namespace.collection.role` is searched for in the collection, then by its last part; a short name in the
 * roles path, then in the collections of `collections:` and those with a role in use; a path is used as it is.
 */
export function findRole(name: string, session: LoadSession): string | undefined {
  const found = candidates(name, session).find((path) => session.files.isDirectory(path));
  const collection = found && collectionOf(found);
  // roles of a collection refer to each other without the collection's name
  if (collection) session.collections.add(collection);
  return found;
}

function candidates(name: string, session: LoadSession): string[] {
  if (isAbsolute(name)) return [name];
  const { playbookDirectory, rolesPath, bundledRoles } = session;
  const [, collection, inCollection] = /^(\w+\.\w+)\.([\w.]+)$/.exec(name) ?? [];
  const last = name.split('.').at(-1) ?? name;
  const bundled = bundledRoles === undefined ? [] : [join(bundledRoles, last)];
  return [
    ...(name.startsWith(BUNDLED) ? bundled : []),
    ...(collection && inCollection ? rolesOf(collection, inCollection, session) : []),
    ...[...rolesPath, playbookDirectory].map((directory) => join(directory, name)),
    ...[...session.collections].flatMap((each) => rolesOf(each, name, session)),
    ...rolesPath.map((directory) => join(directory, last)),
    ...(name.includes('/') ? [resolve(playbookDirectory, name)] : []),
    ...bundled,
  ];
}

/** The prefix of bundled roles: `provision.nginx` is the bundled role even if the project has a role nginx. */
const BUNDLED = 'provision.';

/** Roles of a collection may be in subdirectories: `a.b` is `roles/a/b`. */
const rolesOf = (collection: string, role: string, session: LoadSession): string[] =>
  findCollection(collection, session).map((path) => join(path, 'roles', ...role.split('.')));

export function reportUnknownRole(name: string, range: SourceRange, session: LoadSession): void {
  const { rolesPath, bundledRoles, files } = session;
  const bundled = bundledRoles === undefined ? [] : files.list(bundledRoles);
  const known = [...rolesPath.flatMap((directory) => files.list(directory)), ...bundled];
  const own = `Looked for in ${rolesPath.map(displayPath).join(', ')}`;
  session.diagnostics.error({
    code: 'unknown-role',
    summary: `There is no role ${name}`,
    detail: bundled.length === 0 ? `${own}.` : `${own}, and among the roles of provision.`,
    suggestion: didYouMean(name, known) ?? suggestInstall(name, session) ?? suggestNew(name, bundled),
    range,
  });
}

/** Suggests to install a role that is in the project's requirements. */
function suggestInstall(name: string, { files, playbookDirectory }: LoadSession): string | undefined {
  const places = ['requirements.yml', 'roles/requirements.yml', 'collections/requirements.yml'];
  const found = ['.', '..']
    .flatMap((up) => places.map((place) => join(playbookDirectory, up, place)))
    .find((path) => files.isFile(path) && mentions(files.textOf(path) ?? '', name));
  return found && `${displayPath(found)} names it: install it with ansible-galaxy install -r ${displayPath(found)}.`;
}

function mentions(text: string, name: string): boolean {
  const collection = /^\w+\.\w+(?=\.)/.exec(name)?.[0];
  return [name, collection].some((word) => word !== undefined && text.includes(word));
}

/** Suggests the existing roles, and the command that creates a new one. */
const suggestNew = (name: string, bundled: readonly string[]): string => {
  const own = /^[\w-]+$/.test(name)
    ? `Write it: \`provision init --role ${name}\`.`
    : `Create \`roles/${name}/tasks/main.yml\`.`;
  return bundled.length === 0 ? own : `${own} The roles of provision are ${bundled.join(', ')}.`;
};
