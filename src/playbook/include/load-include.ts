import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { renderLocation } from '../../diagnostic/source-range.ts';
import type { Include, Included } from '../types.ts';
import { uniqueId } from '../load-session.ts';
import { loadGuesses } from './guess-targets.ts';
import { fileOf, loadTarget, recurs } from './load-target.ts';
import type { TargetedInclusion } from './load-import.ts';
import { findRole } from '../role/find-role.ts';
import { seekTaskFile } from '../task/load-task-file.ts';
import { mergeKeywords, readText } from '../task/read-keywords.ts';
import { readLoop } from '../task/read-loop.ts';
import { readRegister } from '../task/read-register.ts';
import type { Target } from '../task/read-target.ts';
import { displayPath } from '../files/yaml-files.ts';
import { diagnosticsOf, keywordsSource } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

/** Loads include_tasks and include_role: now if the name is literal, otherwise when the run reaches them. */
export async function loadInclude(
  { node, entries, target }: TargetedInclusion,
  context: TaskContext,
): Promise<readonly Include[]> {
  const source = keywordsSource(context, 'include');
  const keywords = mergeKeywords(context.keywords, entries, source);
  const loop = readLoop(entries, target.what === 'role' ? 'include_role' : 'include_tasks', context);
  const mayEnd = keywords.when.length > 0 || loop.loop !== undefined;
  const inner: TaskContext = {
    ...context,
    // the tasks that a handler includes are not handlers
    isHandlers: false,
    endless: mayEnd ? [] : context.endless,
    mayBeSkipped: mayEnd || context.mayBeSkipped === true,
    // the include's own condition is evaluated once, when it is reached, and its failure is separate from those of its tasks
    keywords: mergeKeywords(
      {
        ...keywords,
        when: context.keywords.when,
        ignoreErrors: context.keywords.ignoreErrors,
        tags: tagsHandedOn(keywords.tags, target, context),
      },
      target.apply,
      keywordsSource(context, 'apply'),
    ),
    loopVars: loop.loop ? [...context.loopVars, loop.loopControl.loopVar] : context.loopVars,
  };
  const name = entries.get('name');
  const candidates = await loadCandidates(target, inner);
  return [
    {
      kind: 'include',
      id: uniqueId(renderLocation(node.range, false), context.session),
      name: name && readText(name.value, 'name', source),
      what: target.what,
      role: context.role,
      target: target.name,
      keywords,
      ...loop,
      register: readRegister(entries.get('register')?.value, context),
      candidates,
      load: createLoad(target, inner, candidates),
      range: node.range,
    },
  ];
}

/** `always` says that the include is always reached, and tags in `apply` say what the tasks have in place of the include's. */
function tagsHandedOn(tags: readonly string[], { apply }: Target, { keywords }: TaskContext): readonly string[] {
  if (apply.has('tags')) return keywords.tags;
  return tags.filter((tag) => tag !== 'always' || keywords.tags.includes(tag));
}

/** The possible targets, except for enclosing ones, which would never end. */
async function loadCandidates(target: Target, context: TaskContext): Promise<Included[]> {
  if (target.name.kind !== 'literal') return loadGuesses(target, context);
  if (recurs(target, context)) {
    reportEndless(target, context);
    return [];
  }
  if (isMissing(target, context)) {
    warnOfMissing(target, context);
    return [];
  }
  return [await loadTarget(target, context)];
}

/** A missing target is reported when the include is reached, which may never happen. */
const isMissing = ({ what, name }: Target, { session, ...context }: TaskContext): boolean =>
  context.mayBeSkipped === true &&
  !session.strict &&
  name.kind === 'literal' &&
  (what === 'role'
    ? findRole(String(name.value), session) === undefined
    : seekTaskFile(String(name.value), { session, ...context }) === undefined);

function warnOfMissing({ what, name, range }: Target, context: TaskContext): void {
  const text = name.kind === 'literal' ? String(name.value) : '';
  diagnosticsOf(context).warning({
    code: what === 'role' ? 'unknown-role' : 'file-not-found',
    summary: what === 'role' ? `There is no role ${text}` : `There is no task file ${text}`,
    detail: 'Its include fails where it is reached.',
    range,
  });
}

/** Reports an include that includes itself without any condition that could end the recursion. */
function reportEndless(target: Target, context: TaskContext): void {
  const path = fileOf(target, context);
  if (path === undefined || !context.endless.includes(path)) return;
  diagnosticsOf(context).error({
    code: 'include-cycle',
    summary: `This include comes round to ${displayPath(path)} again, without a condition that could end it`,
    detail: [...context.endless.slice(context.endless.indexOf(path)), path].map(displayPath).join(' -> '),
    suggestion: 'Give one of the includes a condition that becomes false, such as `when: depth | int < 3`.',
    range: target.range,
  });
}

function createLoad(target: Target, context: TaskContext, [included]: readonly Included[]): Include['load'] {
  const loads = new Map<string, Promise<Included>>();
  if (included && target.name.kind === 'literal') loads.set(String(target.name.value), Promise.resolve(included));
  return (name) => {
    const load = loads.get(name) ?? loadLater(name, target, context);
    loads.set(name, load);
    return load;
  };
}

/** Loads during the run, when mistakes can no longer be collected together with others. */
async function loadLater(name: string, target: Target, context: TaskContext): Promise<Included> {
  const diagnostics = new DiagnosticList();
  const plain: Target = { ...target, name: { kind: 'literal', value: name, range: target.range } };
  const inner = { ...context, session: { ...context.session, diagnostics }, chain: [], endless: [] };
  const included = await loadTarget(plain, inner);
  diagnostics.throwIfErrors();
  return included;
}
