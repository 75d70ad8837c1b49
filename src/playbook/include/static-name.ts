import type { Scope, Templated } from '../../expression/compiled.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { TaskContext } from '../task/task-context.ts';

/** The name of an import: expressions of the directories that are known while loading, `playbook_dir` and `role_path`, are evaluated. */
export function staticName(name: Templated, { session, role }: TaskContext): Templated {
  if (name.kind !== 'template') return name;
  const known = new Map<string, string>([
    ['playbook_dir', session.playbookDirectory],
    ...(role ? ([['role_path', role.path]] as const) : []),
  ]);
  if (!name.template.identifiers.every((each) => known.has(each.name))) return name;
  const scope: Scope = { names: () => known.keys(), has: (each) => known.has(each), get: (each) => known.get(each) };
  return { kind: 'literal', value: renderTemplated(name, scope), range: name.range };
}
