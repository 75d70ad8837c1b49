import { basename, join } from 'node:path';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Handler, Keywords, Role, RoleCall, TaskItem } from '../types.ts';
import type { LoadSession } from '../load-session.ts';
import { displayPath } from '../files/yaml-files.ts';
import { loadHandlers } from '../task/load-handlers.ts';
import { loadTaskFile } from '../task/load-task-file.ts';
import type { RoleFiles } from '../task/read-target.ts';
import { loadOwnPlugins } from '../own/own-plugins.ts';
import type { TaskContext } from '../task/task-context.ts';
import { findRole, reportUnknownRole } from './find-role.ts';
import { loadRoleMeta } from './load-role-meta.ts';
import { checkRoleFolders } from './check-role-folders.ts';
import { findRoleFile } from './role-file.ts';
import type { RolePart } from './role-file.ts';
import { loadRoleVariables } from './role-variables.ts';
import { suggestFile } from '../files/suggest-file.ts';

export interface RoleName {
  readonly name: string;
  readonly range: SourceRange;
  readonly from?: RoleFiles | undefined;
  /** `allow_duplicates: false` of its import or include. */
  readonly runsOnce?: boolean | undefined;
  /** Of a dependency: it is left out where an equal call has run, unless its meta allows duplicates. */
  readonly call?: RoleCall | undefined;
}

export interface RoleContext {
  readonly session: LoadSession;
  /** The keywords that its tasks inherit. */
  readonly keywords: Keywords;
  readonly chain: readonly string[];
  readonly endless: readonly string[];
  readonly loopVars: readonly string[];
  /** The importing role. */
  readonly role?: Role | undefined;
}

/** A role with its contents. Undefined, and reported, if it does not exist. */
export async function loadRole({ name, range, from = {} }: RoleName, context: RoleContext): Promise<Role | undefined> {
  const { session } = context;
  const path = findRole(name, session);
  if (path === undefined) {
    reportUnknownRole(name, range, session);
    return undefined;
  }
  if (!session.roleDirectories.has(path)) checkRoleFolders(path, session);
  session.roleDirectories.add(path);
  await loadOwnPlugins(session);
  const tasks: TaskItem[] = [];
  const verify: TaskItem[] = [];
  const handlers: Handler[] = [];
  const opening: TaskItem[] = [];
  const closing: TaskItem[] = [];
  const meta = loadRoleMeta(path, session);
  const main = (part: RolePart, file?: string): string | undefined => findRoleFile(path, part, file, session);
  const openingFile = main('opening');
  const closingFile = main('closing');
  const role: Role = {
    name: basename(path),
    path,
    meta,
    tasks,
    verify,
    ...(openingFile === undefined ? {} : { opening }),
    ...(closingFile === undefined ? {} : { closing }),
    handlers,
    importedBy: context.role,
    ...loadRoleVariables(path, from, session),
  };
  const base: TaskContext = {
    ...context,
    role,
    handlers,
    isHandlers: false,
    taskPath: [join(path, 'tasks'), session.playbookDirectory],
  };
  reportMissingFiles(path, from, range, session);
  const handlersFile = main('handlers', from.handlers);
  if (handlersFile !== undefined) handlers.push(...(await loadHandlers(handlersFile, base)));
  const tasksFile = main('tasks', from.tasks);
  if (tasksFile !== undefined) tasks.push(...(await loadTaskFile(tasksFile, base)));
  const verifyFile = main('verify');
  if (verifyFile !== undefined) {
    const taskPath = [join(path, 'verify'), ...base.taskPath];
    verify.push(...(await loadTaskFile(verifyFile, { ...base, taskPath, isVerify: true })));
  }
  if (openingFile !== undefined) opening.push(...(await loadTaskFile(openingFile, base)));
  if (closingFile !== undefined) closing.push(...(await loadTaskFile(closingFile, base)));
  return role;
}

/** Reports missing files of `tasks_from` and similar parameters; the main files are optional. */
function reportMissingFiles(path: string, from: RoleFiles, range: SourceRange, session: LoadSession): void {
  for (const part of ['tasks', 'handlers', 'defaults', 'vars'] as const) {
    const name = from[part];
    if (name === undefined || findRoleFile(path, part, name, session) !== undefined) continue;
    session.diagnostics.error({
      code: 'file-not-found',
      summary: `The role ${basename(path)} has no file ${part}/${name}.yml`,
      detail: `Looked for in ${displayPath(join(path, part))}.`,
      suggestion: suggestFile(`${name}.yml`, [join(path, part)], session.files),
      range,
    });
  }
}
