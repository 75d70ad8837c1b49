import { join } from 'node:path';
import type { InstalledAnsible } from '../../controller/installed-ansible.ts';
import { findInstalledAnsible } from '../../controller/installed-ansible.ts';
import type { LoadSession } from '../load-session.ts';

/** The file of a module of the installed Ansible, if the project permits these. */
export function findInstalledModule(name: string, session: LoadSession): string | undefined {
  const ansible = session.wantsAnsibleModules ? findInstalledAnsible() : undefined;
  return ansible && places(name, ansible, session).find((place) => isModule(place, session))?.module;
}

/** `ansible.legacy` stands for the names without a collection; `ansible.mysql` has been `community.mysql`. */
const RENAMED: Readonly<Record<string, string>> = { 'ansible.legacy': '', 'ansible.mysql': 'community.mysql' };

/** A module, and whether a part of it would have to run inside of Ansible, which is impossible here. */
interface Place {
  readonly module: string;
  readonly action: string;
}

function places(name: string, { directory, collections }: InstalledAnsible, { files }: LoadSession): Place[] {
  const [, written = '', inCollection] = /^(\w+\.\w+)\.(\w+)$/.exec(name) ?? [];
  const collection = RENAMED[written] ?? written;
  const builtIn = placeOf(directory, inCollection ?? name, { modules: 'modules', actions: 'plugins/action' });
  if (collection === 'ansible.builtin') return [builtIn];
  const bases = collections === undefined ? [] : collectionsIn(collections, collection.split('.'), files);
  const others = bases.map((base) =>
    placeOf(base, inCollection ?? name, { modules: 'plugins/modules', actions: 'plugins/action' }),
  );
  return collection === '' ? [builtIn, ...others] : others;
}

const placeOf = (base: string, name: string, at: { modules: string; actions: string }): Place => ({
  module: join(base, at.modules, `${name}.py`),
  action: join(base, at.actions, `${name}.py`),
});

/** The named collection, or all collections, largest first. */
function collectionsIn(root: string, [namespace, name]: readonly string[], files: LoadSession['files']): string[] {
  if (namespace && name) return [join(root, namespace, name)];
  const all = files.list(root).flatMap((each) => files.list(join(root, each)).map((own) => join(root, each, own)));
  const first = join(root, 'community', 'general');
  return [first, ...all.filter((path) => path !== first).sort()];
}

/** A module for Windows has its documentation in such a file, and its program beside it. */
const isModule = ({ module, action }: Place, { files }: LoadSession): boolean =>
  files.isFile(module) && !files.isFile(action) && !files.isFile(module.replace(/\.py$/, '.ps1'));
