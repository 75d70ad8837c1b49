import type { TaskItem } from '../types.ts';
import { importRole } from '../role/import-role.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlMapping } from '../../yaml/node.ts';
import { findTaskFile, loadTaskFile } from '../task/load-task-file.ts';
import { isLookupKey } from '../task/keyword-names.ts';
import { mergeKeywords } from '../task/read-keywords.ts';
import { staticName } from './static-name.ts';
import type { Target } from '../task/read-target.ts';
import { diagnosticsOf, keywordsSource } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import { displayPath } from '../files/yaml-files.ts';

export interface TargetedInclusion {
  readonly node: YamlMapping;
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly target: Target;
  /** For example `import_tasks`. */
  readonly name: string;
}

/** import_tasks and import_role: the tasks take the place of the import, as if they were written there. */
export async function loadImport(written: TargetedInclusion, context: TaskContext): Promise<readonly TaskItem[]> {
  const { entries, name } = written;
  const target = { ...written.target, name: staticName(written.target.name, context) };
  const inclusion = { ...written, target };
  reportDynamic(inclusion, context);
  const keywords = mergeKeywords(context.keywords, entries, keywordsSource(context, 'import'));
  if (target.name.kind !== 'literal') return [];
  const inner = { ...context, keywords, endless: entries.has('when') ? [] : context.endless };
  const reference = { name: String(target.name.value), range: target.range };
  if (target.what === 'role')
    return (await importRole({ ...reference, from: target.from, runsOnce: target.runsOnce }, inner))?.items ?? [];
  const path = findTaskFile(reference.name, reference.range, inner);
  if (path === undefined) return [];
  if (!context.chain.includes(path)) return loadTaskFile(path, inner);
  const cycle = [...context.chain.slice(context.chain.indexOf(path)), path];
  diagnosticsOf(context).error({
    code: 'import-cycle',
    summary: `${name} comes round to the same file again`,
    detail: cycle.map(displayPath).join(' -> '),
    suggestion: 'Remove it or, if a condition ends the recursion, write `include_tasks` with `when`.',
    range: target.range,
  });
  return [];
}

function reportDynamic({ target, entries, name }: TargetedInclusion, context: TaskContext): void {
  const include = name.replace('import', 'include');
  const loop = [...entries.values()].find(({ key }) => keyText(key) === 'loop' || isLookupKey(keyText(key)));
  if (target.name.kind !== 'literal' || loop) {
    diagnosticsOf(context).error({
      code: 'import-not-static',
      summary: `${name} is done before any host is known, so it ${loop ? 'has no loop' : 'takes a plain name'}`,
      suggestion: `Write \`${include}\` in place of \`${name}\`.`,
      range: loop?.key.range ?? target.range,
    });
  }
}
