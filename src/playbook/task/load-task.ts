import { renderLocation } from '../../diagnostic/source-range.ts';
import type { Compiled, Templated } from '../../expression/compiled.ts';
import type { Module } from '../../module-api/module.ts';
import { shortModuleName } from '../../modules/registry.ts';
import type { Handler, Keywords, SearchPath, Task } from '../types.ts';
import { LOCALHOST_NAMES } from '../../inventory/implicit-localhost.ts';
import { uniqueId } from '../load-session.ts';
import { readRegister } from './read-register.ts';
import { keyText } from '../../yaml/mapping.ts';
import { readStrings } from '../../yaml/read-value.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../../yaml/node.ts';
import type { Action } from '../arguments/read-action.ts';
import { resolveModule } from '../own/resolve-module.ts';
import { mayBeSkipped } from './may-be-skipped.ts';
import { warnShellWords } from '../arguments/warn-shell-words.ts';
import { checkArgs } from '../arguments/check-args.ts';
import { checkReadOnly } from '../arguments/check-read-only.ts';
import { definedNames } from '../include/defined-names.ts';
import { checkInputs } from '../arguments/check-inputs.ts';
import { readArgs, toArgs } from '../arguments/read-args.ts';
import type { Arg } from '../arguments/read-args.ts';
import { mergeKeywords, readConditions, readText, readNumber } from './read-keywords.ts';
import { readLoop } from './read-loop.ts';
import { diagnosticsOf, keywordsSource, readerOf, varsDirectories } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** A task with its module. Undefined, and reported, if it names no module; other mistakes are reported as well. */
export async function loadTask(
  node: YamlMapping,
  entries: ReadonlyMap<string, YamlEntry>,
  action: Action | undefined,
  context: TaskContext,
): Promise<Task | undefined> {
  const keywords = mergeKeywords(context.keywords, entries, keywordsSource(context, 'task'));
  const details = readDetails(entries, action, context);
  if (!action) return undefined;
  const { module, isKnown } = await resolveModule(action, context.session);
  const extra = { args: entries.get('args')?.value, defaults: keywords.moduleDefaults };
  const read = isKnown ? readArgs(module, action.value, extra, context) : undefined;
  const args = read ?? [];
  const keyTemplates = readKeyTemplates(module, args, context);
  const at = { range: action.range, isOptional: mayBeSkipped(keywords, context) };
  if (read) checkArgs(module, withNames(read, keyTemplates), at, context);
  warnShellWords(module, args, context);
  if (context.isVerify && isKnown) checkReadOnly(module, args, action.range, context);
  return assemble({ node, module, args, keyTemplates, action, keywords: localize(keywords, action), details }, context);
}

interface Parts {
  readonly node: YamlMapping;
  readonly module: Module;
  readonly args: readonly Arg[];
  readonly keyTemplates: Task['keyTemplates'];
  readonly action: Action;
  readonly keywords: Keywords;
  readonly details: ReturnType<typeof readDetails>;
}

/** Whether the task may create files on this machine during a play. */
function isLocal(module: Module, { delegateTo }: Keywords): boolean {
  const to = delegateTo?.kind === 'literal' ? String(delegateTo.value) : undefined;
  return module.name === 'fetch' || (to !== undefined && LOCALHOST_NAMES.includes(to));
}

function assemble({ node, module, args, keyTemplates, action, keywords, details }: Parts, context: TaskContext): Task {
  if (isLocal(module, keywords)) context.session.hasLocalTasks.value = true;
  const { mayDefine, mayDefineOthers, mayInclude } = definedNames(module, args, context);
  return {
    ...keywords,
    ...details,
    // always, as in Ansible
    ...(module.name === 'add_host' && { runOnce: true }),
    notify: keywords.notify ?? [],
    kind: 'task',
    id: uniqueId(renderLocation(node.range, false), context.session),
    module,
    mayDefine: [...(details.register === undefined ? [] : [details.register]), ...mayDefine],
    mayDefineOthers,
    mayInclude,
    args: toArgs(module, args, action.value.range),
    keyTemplates,
    takesRelativePaths: readerOf(context).dialectOf(action.range.source)?.syntax === 'jinja',
    template: checkInputs(module, args, { range: action.range, isOptional: mayBeSkipped(keywords, context) }, context),
    role: context.role,
    searchPath: searchPathFor(module, context),
    range: node.range,
  };
}

/** Tasks that read no variables share a search path. */
function searchPathFor({ name }: Module, context: TaskContext): SearchPath {
  const { searchPath } = readerOf(context);
  return name === 'include_vars' ? { ...searchPath, vars: varsDirectories(context) } : searchPath;
}

function readKeyTemplates(module: Module, args: readonly Arg[], context: TaskContext): Task['keyTemplates'] {
  if (module.name !== 'set_fact') return undefined;
  const keys = args.map(({ key }) => [keyText(key), readerOf(context).readValue(key, diagnosticsOf(context))] as const);
  const templates = keys.filter(([, value]) => value.kind === 'template');
  return templates.length > 0 ? new Map(templates) : undefined;
}

/** The arguments with a plain name for each that is computed: what a name comes to is checked when the task is reached. */
const withNames = (args: readonly Arg[], keyTemplates: Task['keyTemplates']): readonly Arg[] =>
  args.map((arg, i) => {
    const name = `computed_${i}`;
    return keyTemplates?.has(keyText(arg.key)) ? { ...arg, key: { ...arg.key, value: name, raw: name } } : arg;
  });

/** A handler: a task with a name or topics. */
export function toHandler(task: Task, entries: ReadonlyMap<string, YamlEntry>, context: TaskContext): Handler {
  const listen = entries.get('listen')?.value;
  const topics = (listen && readStrings(listen, 'listen', diagnosticsOf(context))) ?? [];
  if (!task.name && topics.length === 0) {
    diagnosticsOf(context).add({
      code: 'missing-key',
      severity: isForgiven(task, context) ? 'warning' : 'error',
      summary: 'A handler needs a name, or listen, so that it can be notified',
      suggestion: `Add a name, such as \`name: Restart nginx\`, and notify it with \`notify: Restart nginx\`.`,
      range: task.range,
    });
  }
  return { ...task, listen: topics };
}

/** Ansible never runs such a handler, and does not report it. */
const isForgiven = ({ range }: Task, context: TaskContext): boolean =>
  !context.session.strict && readerOf(context).dialectOf(range.source)?.syntax === 'jinja';

function localize(keywords: Keywords, { local }: Action): Keywords {
  return local ? { ...keywords, delegateTo: { kind: 'literal', value: 'localhost', range: local } } : keywords;
}

function readDetails(entries: ReadonlyMap<string, YamlEntry>, action: Action | undefined, context: TaskContext) {
  const source = keywordsSource(context, 'task');
  const read = <T>(key: string, reading: (node: YamlNode) => T | undefined): T | undefined => {
    const entry = entries.get(key);
    return entry && reading(entry.value);
  };
  const conditions = (key: string): readonly Compiled[] | undefined =>
    read(key, (node) => readConditions(node, key, source));
  const number = (key: string): Templated | undefined => read(key, (node) => readNumber(node, key, source));
  return {
    ...readLoop(entries, shortModuleName(action?.name ?? ''), context),
    name: read('name', (node) => readText(node, 'name', source)),
    register: readRegister(entries.get('register')?.value, context),
    changedWhen: conditions('changed_when'),
    failedWhen: conditions('failed_when'),
    until: conditions('until'),
    retries: number('retries'),
    delay: number('delay'),
    asyncSeconds: number('async'),
    poll: number('poll'),
  };
}
