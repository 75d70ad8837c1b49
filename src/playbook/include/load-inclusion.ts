import { shortModuleName } from '../../modules/registry.ts';
import type { TaskItem } from '../types.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import type { YamlEntry, YamlMapping } from '../../yaml/node.ts';
import { adviseKeyword, INCLUDE_KEYS, isLookupKey, TASK_KEYS } from '../task/keyword-names.ts';
import { loadImport } from './load-import.ts';
import { loadInclude } from './load-include.ts';
import type { Action } from '../arguments/read-action.ts';
import { readTarget } from '../task/read-target.ts';
import { diagnosticsOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

export interface Inclusion {
  readonly node: YamlMapping;
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly action: Action;
}

/** Loads import_tasks, include_tasks, import_role or include_role. */
export async function loadInclusion(inclusion: Inclusion, context: TaskContext): Promise<readonly TaskItem[]> {
  const { node, entries, action } = inclusion;
  const name = kindOf(inclusion);
  reportKeys(inclusion, name, context);
  const what = name.endsWith('role') ? 'role' : 'tasks';
  const target = readTarget(what, action, entries, context);
  if (!target) return [];
  return name.startsWith('import')
    ? loadImport({ node, entries, target, name }, context)
    : loadInclude({ node, entries, target, name }, context);
}

/** As in Ansible, `include` is an import if its name is literal and it has no loop, otherwise an include. */
function kindOf({ entries, action }: Inclusion): string {
  const name = shortModuleName(action.name);
  if (name !== 'include') return name;
  const text = action.value.kind === 'scalar' ? action.value.raw : '';
  const isLoop = [...entries.keys()].some((key) => key === 'loop' || isLookupKey(key));
  return isLoop || /\{\{|<%/.test(text.split(/\s/, 1)[0] ?? '') ? 'include_tasks' : 'import_tasks';
}

/** Reports keywords of tasks that have no meaning for an import or include. Ansible accepts them at imports. */
function reportKeys({ node, entries, action }: Inclusion, name: string, context: TaskContext): void {
  const isImport = name.startsWith('import');
  if (isImport) warnIdle(entries, action.name, context);
  const known: readonly string[] = isImport ? [...INCLUDE_KEYS, ...IDLE_AT_IMPORTS, 'notify'] : INCLUDE_KEYS;
  const taskOnly = TASK_KEYS.filter((key) => !known.includes(key));
  const misplaced = node.entries.filter(({ key }) => taskOnly.includes(key.raw as (typeof taskOnly)[number]));
  readMapping(
    { ...node, entries: misplaced.filter(({ key }) => entries.has(key.raw)) },
    { what: action.name, known, advice: adviseKeyword },
    diagnosticsOf(context),
  );
}

const IDLE_AT_IMPORTS = ['async', 'poll', 'until', 'retries', 'delay', 'changed_when', 'failed_when'];

/** Tasks do not inherit these keywords. */
function warnIdle(entries: ReadonlyMap<string, YamlEntry>, what: string, context: TaskContext): void {
  for (const [key, entry] of entries) {
    if (!IDLE_AT_IMPORTS.includes(key)) continue;
    diagnosticsOf(context).add({
      code: 'without-effect',
      severity: 'warning',
      summary: `${key} of ${what} changes nothing, as in Ansible: the imported tasks do not inherit it`,
      suggestion: `Remove \`${key}\`, or write it at the tasks.`,
      range: entry.key.range,
    });
  }
}
