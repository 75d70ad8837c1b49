import type { Module } from '../../module-api/module.ts';
import { loadModule, shortModuleName } from '../../modules/registry.ts';
import { foreignModule } from '../arguments/foreign-module.ts';
import type { Action } from '../arguments/read-action.ts';
import type { LoadSession } from '../load-session.ts';
import { reportUnknownModule } from '../task/find-action.ts';
import { findInstalledModule } from './find-installed-module.ts';
import { findModuleFile } from './find-module-file.ts';
import type { OwnModule } from './own-module.ts';
import { reportRefusal } from './report-refusal.ts';

/** A task's module. `isKnown`: its parameters can be checked. */
export interface Resolved {
  readonly module: Module;
  readonly isKnown: boolean;
}

/**
 * The module that a task names: the project's own, otherwise a built-in one, otherwise one of the installed Ansible. A copy of an Ansible
 * module that needs Ansible's library does not take precedence over a built-in module.
 */
export async function resolveModule(action: Action, session: LoadSession): Promise<Resolved> {
  const { name } = action;
  const builtIn = await loadModule(shortModuleName(name));
  const own = await ownModule(name, session, builtIn !== undefined);
  if (own && 'module' in own) return { module: own.module, isKnown: true };
  if (own) reportRefusal(own.refusal, action.range, session);
  if (builtIn && !own) return { module: builtIn, isKnown: true };
  if (!own) reportUnknownModule(action, session);
  return { module: foreignModule(name, own?.refusal.summary), isKnown: false };
}

async function ownModule(name: string, session: LoadSession, hasOther: boolean): Promise<OwnModule | undefined> {
  if (name.startsWith('ansible.builtin.') && hasOther) return undefined;
  const path = findModuleFile(name, session) ?? (hasOther ? undefined : findInstalledModule(name, session));
  if (path === undefined) return undefined;
  // loaded on demand, since most projects have no own modules
  const { isOfAnsible, loadOwnModule } = await import('./own-modules.ts');
  return hasOther && isOfAnsible(path) ? undefined : loadOwnModule(name, path, session);
}
