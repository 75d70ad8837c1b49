import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { didYouMean, nearest } from '../../diagnostic/suggest.ts';
import { moduleNames, shortModuleName } from '../../modules/registry.ts';
import { findModuleFile, ownModuleNames } from '../own/find-module-file.ts';
import type { LoadSession } from '../load-session.ts';
import type { YamlEntry } from '../../yaml/node.ts';
import { adviseKeyword, isLookupKey } from './keyword-names.ts';
import { insteadOfModule } from './instead-of-module.ts';
import { OTHER_MODULES } from './other-modules.ts';

/** Tasks that load other tasks. */
export const INCLUSIONS = ['import_tasks', 'include_tasks', 'import_role', 'include_role', 'include'] as const;

const ACTIONS: readonly string[] = [...moduleNames, ...INCLUSIONS];

/**
 * The key that names a task's module, among the keys that are not keywords; if there is none, the one that resembles a module. Reports
 * unknown keys, and all modules but one.
 */
export function findAction(
  entries: ReadonlyMap<string, YamlEntry>,
  known: readonly string[],
  where: { readonly range: SourceRange; readonly session: LoadSession },
): YamlEntry | undefined {
  const { diagnostics } = where.session;
  const isAction = (key: string): boolean =>
    ACTIONS.includes(shortModuleName(key)) || findModuleFile(key, where.session) !== undefined;
  const foreign = [...entries].filter(([key]) => !known.includes(key) && !isLookupKey(key));
  const actions = foreign.filter(([key]) => isAction(key));
  const others = foreign.filter(([key]) => !isAction(key));
  const mistyped = actions.length === 0 ? others.find(([key, entry]) => looksLikeModule(key, entry, known)) : undefined;
  for (const other of others) {
    if (other !== mistyped)
      reportUnknownKeyword(other[0], other[1].key.range, { known, action: actions[0]?.[1] }, diagnostics);
  }
  const named = actions.length > 0 || mistyped !== undefined || entries.has('action') || entries.has('local_action');
  if (!named)
    diagnostics.error({
      code: 'no-module',
      summary: 'This task names no module',
      suggestion:
        'Add what the task does, in a line such as `apt: { name: nginx }` or `command: uptime`; `provision docs` lists the modules.',
      range: where.range,
    });
  for (const [key, entry] of actions.slice(1)) {
    diagnostics.error({
      code: 'several-modules',
      summary: `A task has one module, and this one has ${actions[0]?.[0] ?? ''} already`,
      suggestion: `Write a task of its own for it: \`- ${key}:\`.`,
      range: entry.key.range,
    });
  }
  return actions[0]?.[1] ?? mistyped?.[1];
}

/** Whether a key resembles the name of a module more than a keyword, or is otherwise written like a module. */
function looksLikeModule(key: string, { value }: YamlEntry, known: readonly string[]): boolean {
  if (adviseKeyword(key) !== undefined) return false;
  const best = nearest(shortModuleName(key), [...known, ...ACTIONS]);
  return best === undefined ? value.kind !== 'sequence' : ACTIONS.includes(best);
}

/** A misspelt name is an error. An unknown module is a warning, unless `strict`: as in Ansible, its task fails when it is reached. */
export function reportUnknownModule(
  { name, range }: { readonly name: string; readonly range: SourceRange },
  session: LoadSession,
): void {
  const { diagnostics, strict } = session;
  const short = shortModuleName(name);
  const slip = OTHER_MODULES.has(short) ? undefined : didYouMean(short, [...ACTIONS, ...ownModuleNames(session)]);
  const isWarning = slip === undefined && !strict;
  diagnostics.add({
    code: 'unknown-module',
    severity: isWarning ? 'warning' : 'error',
    summary: `There is no module ${name}`,
    detail: isWarning ? 'Its task fails where it is reached.' : undefined,
    suggestion: slip ?? insteadOfModule(short),
    range,
  });
}

function reportUnknownKeyword(
  key: string,
  range: SourceRange,
  { known, action }: { readonly known: readonly string[]; readonly action: YamlEntry | undefined },
  diagnostics: DiagnosticList,
): void {
  diagnostics.error({
    code: 'unknown-key',
    summary: `${key} is not a key of a task`,
    suggestion:
      adviseKeyword(key) ??
      didYouMean(key, known) ??
      (action && suggestIndent(key, action)) ??
      `Remove \`${key}\`: \`provision docs\` lists the keywords and modules.`,
    range,
  });
}

/** A module without parameters, and keys beside it that are none of a task: they stand one level too high. */
function suggestIndent(key: string, { key: module, value }: YamlEntry): string | undefined {
  if (value.kind !== 'scalar' || value.value !== null) return undefined;
  return `If \`${key}\` is a parameter of ${module.raw}, indent it by two more spaces, below \`${module.raw}:\`.`;
}
