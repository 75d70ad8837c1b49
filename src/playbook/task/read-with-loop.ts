import { join } from 'node:path';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { compileLoop } from '../../expression/compile-loop.ts';
import type { ControllerAccess, Templated } from '../../expression/compiled.ts';
import { insteadOfPlugin } from '../../expression/jinja/left-out.ts';
import { lookupNamed, lookupNames } from '../../expression/jinja/lookups/lookup.ts';
import { reportType } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { findIn } from '../files/search-path.ts';
import { isLookupKey, lookupOfKey } from './keyword-names.ts';
import { diagnosticsOf, readerOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** The loop of a task of the form `with_items: ...`, with the name of any lookup. Reports an invalid or a second loop. */
export function readWithLoop(
  entries: ReadonlyMap<string, YamlEntry>,
  action: string,
  context: TaskContext,
): { readonly loop: Templated; readonly entry: YamlEntry } | undefined {
  const [entry, ...others] = [...entries.values()].filter(({ key }) => isLookupKey(keyText(key)));
  if (!entry) return undefined;
  for (const { key } of [...(entries.has('loop') ? [entry] : []), ...others]) {
    diagnosticsOf(context).error({
      code: 'several-loops',
      summary: 'A task has one loop, and this is another',
      suggestion: `Remove \`${keyText(key)}\`, or put the task into a file and loop over \`include_tasks\`.`,
      range: key.range,
    });
  }
  const loop = readTerms(entry, action, context);
  return loop && { loop, entry };
}

function readTerms({ key, value }: YamlEntry, action: string, context: TaskContext): Templated | undefined {
  const name = lookupOfKey(keyText(key));
  if (!lookupNamed(name)) reportUnknown(name, key, context);
  if (value.kind === 'scalar' && value.value === null) {
    reportType(value, { text: 'a value', kind: 'list' }, keyText(key), diagnosticsOf(context));
    return undefined;
  }
  const terms = readerOf(context).readValue(value, diagnosticsOf(context));
  const { range } = value;
  const text = range.source.text.slice(range.start, range.end);
  const source = { text, range, toSource: (offset: number) => range.start + offset };
  return { kind: 'template', template: compileLoop({ name, terms, source, host: hostOf(action, context) }), range };
}

/** An unknown lookup, which may be the project's own, is reported when the task is reached. */
function reportUnknown(name: string, { range }: YamlNode, context: TaskContext): void {
  const similar = didYouMean(name, lookupNames);
  const isWarning = similar === undefined && !context.session.strict;
  diagnosticsOf(context).add({
    code: 'unknown-key',
    severity: isWarning ? 'warning' : 'error',
    summary: `There is no lookup ${name}`,
    detail: isWarning ? 'Its task fails where it is reached.' : undefined,
    suggestion: insteadOfPlugin('lookup', name) ?? similar,
    range,
  });
}

/** Where `first_found` searches: in the role's directory for the kind of task, next to the task's file, and next to the playbook. */
function hostOf(action: string, context: TaskContext): ControllerAccess {
  const { role, taskPath, session } = context;
  const folder = ['template', 'var'].find((part) => action.includes(part)) ?? 'file';
  const bases = [...new Set([...(role ? [role.path] : []), ...taskPath])];
  const directories = bases.flatMap((base) => [join(base, `${folder}s`), base]);
  return { ...readerOf(context).host, findFile: (path) => findIn(directories, path, session.files) };
}
