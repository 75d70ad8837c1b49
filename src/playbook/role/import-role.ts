import type { Role, RoleCall, TaskItem } from '../types.ts';
import { mergeKeywords } from '../task/read-keywords.ts';
import { keywordsSource } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import { displayPath } from '../files/yaml-files.ts';
import { findRole } from './find-role.ts';
import { loadRole } from './load-role.ts';
import type { RoleName } from './load-role.ts';
import { mergeLayers } from '../variables/load-variables.ts';
import { loadRoleMeta } from './load-role-meta.ts';
import { choiceText } from './role-call.ts';
import { findRoleFile } from './role-file.ts';

/** A role's tasks, after those of its dependencies. Handlers are added to the handlers of the context. */
export async function importRole(
  name: RoleName,
  context: TaskContext,
): Promise<{ role: Role; items: readonly TaskItem[] } | undefined> {
  const { session } = context;
  const path = findRole(name.name, session);
  const main = path === undefined ? undefined : findRoleFile(path, 'tasks', name.from?.tasks, session);
  if (main !== undefined && context.chain.includes(main)) {
    session.diagnostics.error({
      code: 'import-cycle',
      summary: `The role ${name.name} imports itself`,
      detail: [...context.chain.slice(context.chain.indexOf(main)), main].map(displayPath).join(' -> '),
      suggestion: `Remove this import of \`${name.name}\`, or write \`include_role\` with a \`when\` that becomes false.`,
      range: name.range,
    });
    return undefined;
  }
  const items = path === undefined ? [] : await importDependencies(path, context);
  const role = await loadRole(name, context);
  if (!role) return undefined;
  context.handlers.push(...role.handlers);
  const call = callOf(name, role, context);
  return { role, items: [...items, ...(call ? onceInPlay(role.tasks, call, context.role) : role.tasks)] };
}

async function importDependencies(path: string, context: TaskContext): Promise<TaskItem[]> {
  const items: TaskItem[] = [];
  const chain = [...context.chain, path];
  for (const { role, vars, entries, range } of loadRoleMeta(path, context.session).dependencies) {
    const dependency = findRole(role, context.session);
    if (dependency === undefined || chain.includes(dependency)) continue;
    const own = mergeKeywords(context.keywords, entries, keywordsSource(context, 'dependency'));
    const keywords = { ...own, vars: [...own.vars, vars] };
    const call = context.session.roleCalls.of({ path: dependency, vars, text: choiceText(entries) });
    const imported = await importRole({ name: role, range, call }, { ...context, keywords, chain });
    items.push(...(imported?.items ?? []));
  }
  return items;
}

/** Tasks of a role that are left out where an equal call has run before. */
function onceInPlay(block: readonly TaskItem[], call: RoleCall, role: Role | undefined): readonly TaskItem[] {
  const [first] = block;
  return first ? [{ kind: 'block', block, rescue: [], always: [], role, call, range: first.range }] : [];
}

/** Undefined: it runs each time. As in Ansible, an include with other variables or other files is another call, and never that of a dependency. */
function callOf({ call, runsOnce, from }: RoleName, { path, meta }: Role, context: TaskContext): RoleCall | undefined {
  if (call) return meta.allowsDuplicates ? undefined : call;
  const { session, keywords } = context;
  const text = JSON.stringify(['included', from]);
  return runsOnce === true ? session.roleCalls.of({ path, vars: mergeLayers(keywords.vars), text }) : undefined;
}
