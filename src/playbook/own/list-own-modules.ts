import { basename, join } from 'node:path';
import type { Module } from '../../module-api/module.ts';
import type { LoadSession } from '../load-session.ts';
import { moduleNames } from '../../modules/registry.ts';
import { isOfAnsible, loadOwnModule } from './own-modules.ts';
import { pluginPath } from './library-path.ts';
import { moduleNameOf } from './find-module-file.ts';

/** The modules in `library/` of a session's roles, next to its playbooks and in its project. Invalid files are left to lint. */
export async function listOwnModules(session: LoadSession): Promise<readonly Module[]> {
  const modules = new Map<string, Module>();
  for (const path of moduleFiles(session)) {
    const name = moduleNameOf(basename(path)) ?? '';
    if (moduleNames.includes(name) && isOfAnsible(path)) continue;
    const own = await loadOwnModule(name, path, session);
    if ('module' in own && !modules.has(name)) modules.set(name, own.module);
  }
  return [...modules.values()];
}

const moduleFiles = (session: LoadSession): readonly string[] =>
  pluginPath('library', session).flatMap((directory) =>
    session.files
      .list(directory)
      .filter((file) => moduleNameOf(file) !== undefined)
      .map((file) => join(directory, file))
      .filter((path) => session.files.isFile(path)),
  );
