import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { renderLocation } from '../../diagnostic/source-range.ts';
import type { Handler, Include, Included } from '../types.ts';
import { uniqueId } from '../load-session.ts';
import { listMatching } from '../files/list-matching.ts';
import { templatePattern } from '../files/template-pattern.ts';
import { findRole } from '../role/find-role.ts';
import { importRole } from '../role/import-role.ts';
import { findRoleFile } from '../role/role-file.ts';
import type { TargetedInclusion } from './load-import.ts';
import { findTaskFile, loadTaskFile, seekTaskFile } from '../task/load-task-file.ts';
import { mergeKeywords, readText } from '../task/read-keywords.ts';
import { readLoop } from '../task/read-loop.ts';
import type { Target } from '../task/read-target.ts';
import { keywordsSource } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

/** include_tasks and include_role: read now where the name is plain, else when the run comes to it. */
export async function loadInclude(
  { node, entries, target }: TargetedInclusion,
  context: TaskContext,
): Promise<readonly Include[]> {
  const source = keywordsSource(context, 'include');
  const keywords = mergeKeywords(context.keywords, entries, source);
  const loop = readLoop(entries, context);
  const inner: TaskContext = {
    ...context,
    // its own condition is asked once, when it is reached
    keywords: mergeKeywords({ ...keywords, when: context.keywords.when }, target.apply, source),
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
      target: target.name,
      keywords,
      ...loop,
      candidates,
      load: createLoad(target, inner, candidates),
      range: node.range,
    },
  ];
}

/** What it may bring in, without what it stands in: that has no end. */
async function loadCandidates(target: Target, context: TaskContext): Promise<Included[]> {
  const candidates: Included[] = [];
  for (const name of candidateNames(target, context)) {
    const plain: Target = { ...target, name: { kind: 'literal', value: name, range: target.range } };
    if (!recurs(plain, context)) candidates.push(await loadTarget(plain, context));
  }
  return candidates;
}

function candidateNames({ what, name }: Target, { session, taskPath, role }: TaskContext): string[] {
  if (name.kind === 'literal') return [String(name.value)];
  const pattern = templatePattern(name);
  if (pattern === undefined || what === 'role') return [];
  // beside a playbook there are other playbooks too
  if (role === undefined && !pattern.includes('/')) return [];
  return [pattern, `${pattern}.yml`, `${pattern}.yaml`].flatMap((each) => listMatching(taskPath, each, session.files));
}

function recurs({ what, name, from }: Target, context: TaskContext): boolean {
  const { session } = context;
  if (name.kind !== 'literal') return true;
  const text = String(name.value);
  const role = what === 'role' ? findRole(text, session) : undefined;
  const path = role === undefined ? seekTaskFile(text, context) : findRoleFile(role, 'tasks', from.tasks, session);
  return path !== undefined && context.chain.includes(path);
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

/** Loads in the middle of a run, when mistakes can no longer be collected with the others. */
async function loadLater(name: string, target: Target, context: TaskContext): Promise<Included> {
  const diagnostics = new DiagnosticList();
  const plain: Target = { ...target, name: { kind: 'literal', value: name, range: target.range } };
  const inner = { ...context, session: { ...context.session, diagnostics }, chain: [] };
  const included = await loadTarget(plain, inner);
  diagnostics.throwIfErrors();
  return included;
}

async function loadTarget({ what, name, from, range }: Target, context: TaskContext): Promise<Included> {
  const handlers: Handler[] = [];
  const inner = { ...context, handlers };
  const text = name.kind === 'literal' ? String(name.value) : '';
  if (what === 'role') {
    const imported = await importRole({ name: text, range, from }, inner);
    const layers = { defaults: imported?.role.defaults, vars: imported?.role.vars };
    return { items: imported?.items ?? [], layers, handlers };
  }
  const path = findTaskFile(text, range, inner);
  return { items: path === undefined ? [] : await loadTaskFile(path, inner), layers: {}, handlers };
}
