import { dirname, join } from 'node:path';
import type { LoadSession, OwnCollection } from '../load-session.ts';

/** The directories of an installed collection such as `community.general`, in the search order of the collection paths. */
export function findCollection(name: string, { files, collectionsPath, ownCollections }: LoadSession): string[] {
  const [namespace = '', collection = ''] = name.split('.');
  const installed = collectionsPath.flatMap((path) => [
    join(path, 'ansible_collections', namespace, collection),
    join(path, namespace, collection),
  ]);
  const own = ownCollections.filter((each) => each.name === name).map(({ path }) => path);
  return [...own, ...installed].filter((path) => files.isDirectory(path));
}

/** The collection that contains a directory, according to its path: `.../ansible_collections/NAMESPACE/NAME/...`. */
export function collectionOf(path: string): string | undefined {
  const match = /\/ansible_collections\/([^/]+)\/([^/]+)(?:\/|$)/.exec(path);
  return match ? `${match[1] ?? ''}.${match[2] ?? ''}` : undefined;
}

/** The collections under development that contain a directory. */
export function ownCollections(directory: string, { files }: Pick<LoadSession, 'files'>): OwnCollection[] {
  const path = join(directory, 'galaxy.yml');
  const text = files.isFile(path) ? files.textOf(path) : undefined;
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}:\\s*["']?(\\w+)["']?\\s*(?:#.*)?$`, 'm').exec(text ?? '')?.[1];
  const [namespace, name] = [value('namespace'), value('name')];
  const own = namespace && name ? [{ name: `${namespace}.${name}`, path: directory }] : [];
  const parent = dirname(directory);
  return parent === directory ? own : [...own, ...ownCollections(parent, { files })];
}
