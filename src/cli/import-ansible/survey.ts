import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { positionAt } from '../../diagnostic/source-range.ts';
import { loadPlaybook } from '../../playbook/load-playbook.ts';
import { handlersOf, walkItems } from '../../playbook/task/walk-tasks.ts';
import type { Include, Playbook, Task } from '../../playbook/types.ts';
import { rolesOf } from '../project/bundled-roles.ts';
import type { LoadFlags } from '../project/bundled-roles.ts';
import type { Unit } from './find-units.ts';

/** A task that would not run, and the reason. */
export interface Obstacle {
  /** For example `roles/web/tasks/main.yml:12`. */
  readonly place: string;
  /** The module of the task; undefined if the mistake is not within a task. */
  readonly module?: string | undefined;
  readonly reasons: readonly string[];
  /** The playbook does not load: nothing of it runs. Else the task fails where a run reaches it, which a condition may prevent. */
  readonly stopsLoading: boolean;
}

export interface UnitSurvey {
  readonly unit: Unit;
  readonly tasks: number;
  readonly obstacles: readonly Obstacle[];
}

/** Warnings about tasks that will fail when they are reached. */
const FATAL_WARNINGS: readonly string[] = [
  'unknown-module',
  'unknown-param',
  'own-module',
  'expression-syntax',
  'jinja-syntax',
];

/**
 * Loads a role or a playbook as a run would, and determines which of its tasks would not run. Undefined variables are ignored, since they
 * may come from the inventory, and so are unknown handlers of a role, which may belong to its play or to another role.
 */
export async function surveyUnit(unit: Unit, flags: LoadFlags): Promise<UnitSurvey> {
  const diagnostics = new DiagnosticList();
  const playbook = await load(unit, flags, diagnostics);
  const tasks = playbook ? tasksOf(playbook) : [];
  const findings = diagnostics.items.filter(
    ({ severity, code }) =>
      (severity === 'error' || FATAL_WARNINGS.includes(code)) && !(unit.kind === 'role' && code === 'unknown-handler'),
  );
  const ofTasks = tasks.flatMap((task) => {
    const found = findings.filter(({ range }) => contains(task.range, range));
    return found.length === 0 ? [] : [obstacleOf(task.range, found, nameOf(task))];
  });
  const others = findings.filter(({ range }) => !tasks.some((task) => contains(task.range, range)));
  const obstacles = [...ofTasks, ...others.map((each) => obstacleOf(each.range, [each]))];
  return { unit, tasks: tasks.length, obstacles };
}

async function load(unit: Unit, flags: LoadFlags, diagnostics: DiagnosticList): Promise<Playbook | undefined> {
  const options = { ...rolesOf(flags), rolesPath: [...(flags.rolesPath ?? []), dirname(unit.path)] };
  if (unit.kind === 'playbook') return loadPlaybook(unit.path, options, diagnostics);
  const directory = mkdtempSync(join(tmpdir(), 'provision-import-'));
  try {
    const path = join(directory, 'site.yml');
    writeFileSync(path, JSON.stringify([{ hosts: 'all', roles: [{ role: unit.path }] }]));
    return await loadPlaybook(path, { ...options, directory: projectOf(unit.path) }, diagnostics);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The directory of a role's playbooks: the one that contains `roles`, or the role. */
function projectOf(role: string): string {
  const end = role.lastIndexOf('/roles/');
  return end < 0 ? dirname(role) : role.slice(0, end);
}

/** Each task once, regardless of the number of references to it. */
function tasksOf({ plays }: Playbook): (Task | Include)[] {
  const all = plays.flatMap((play) => {
    const roles = play.roles.flatMap(({ role }) => role.tasks);
    return [
      ...walkItems([...play.preTasks, ...roles, ...play.tasks, ...play.postTasks]),
      ...walkItems(handlersOf(play)),
    ];
  });
  return [...new Map(all.map((task) => [`${task.range.source.path}:${task.range.start}`, task])).values()];
}

const nameOf = (task: Task | Include): string => (task.kind === 'include' ? `include_${task.what}` : task.module.name);

const contains = (outer: SourceRange, inner: SourceRange | undefined): boolean =>
  inner?.source.path === outer.source.path && inner.start >= outer.start && inner.start < outer.end;

const obstacleOf = (range: SourceRange | undefined, found: readonly Diagnostic[], module?: string): Obstacle => ({
  place: range ? `${range.source.path}:${positionAt(range.source, range.start).line}` : '',
  module,
  reasons: [...new Set(found.map(({ summary }) => summary))],
  stopsLoading: found.some(({ severity }) => severity === 'error'),
});
