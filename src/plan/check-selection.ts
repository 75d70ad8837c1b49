import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean, nearest } from '../diagnostic/suggest.ts';
import { tasksOf, walkItems } from '../playbook/task/walk-tasks.ts';
import type { Include, Task } from '../playbook/types.ts';
import type { PlannedPlay } from './plan-play.ts';
import type { TagSelection } from './select-tags.ts';
import { isSelected } from './select-tags.ts';

/** The part of a playbook that the flags of a run select. */
export interface Selection {
  readonly tags: TagSelection;
  /** Names of roles; undefined means all roles. */
  readonly roles?: readonly string[] | undefined;
  readonly startAtTask?: string | undefined;
  readonly isVerify: boolean;
}

/** Values of `--tags` and `--skip-tags` that select kinds of tasks. */
const TAG_WORDS = ['all', 'tagged', 'untagged', 'always', 'never'];

/** Reports unknown names in flags, and flags that together select nothing. */
export function checkSelection(plays: readonly PlannedPlay[], selection: Selection, diagnostics: DiagnosticList): void {
  const problems = [
    ...unknownRoles(plays, selection),
    ...unknownTags(plays, selection),
    ...unknownStart(plays, selection),
  ];
  for (const problem of problems.length > 0 ? problems : nothingLeft(plays, selection))
    diagnostics.add({ code: 'nothing-selected', severity: 'error', ...problem });
}

interface Problem {
  readonly summary: string;
  readonly suggestion?: string | undefined;
  readonly severity?: 'warning';
}

function unknownRoles(plays: readonly PlannedPlay[], { roles = [], isVerify }: Selection): Problem[] {
  const entries = plays.flatMap(({ play }) => play.roles.map(({ role }) => role));
  const known = [...new Set(entries.map(({ name }) => name))].sort();
  const withoutChecks = (name: string): boolean =>
    isVerify && entries.filter((role) => role.name === name).every(({ verify }) => verify.length === 0);
  return roles.flatMap((name): Problem[] => {
    if (!known.includes(name))
      return [
        {
          summary: `--roles ${name} names no role of the plays`,
          suggestion: didYouMean(name, known) ?? listed('roles', known),
        },
      ];
    return withoutChecks(name)
      ? [{ summary: `The role ${name} has no verify/main.yml, so that there is nothing to verify` }]
      : [];
  });
}

function unknownTags(plays: readonly PlannedPlay[], { tags }: Selection): Problem[] {
  const known = [...new Set(itemsIn(plays).flatMap(tagsOf))].sort();
  const isOpen = itemsIn(plays).some(isOpenEnded);
  const unknown = (words: readonly string[]): string[] =>
    words.filter((word) => !known.includes(word) && !TAG_WORDS.includes(word));
  const wanted = unknown(tags.only).map((tag): Problem => {
    const problem = { summary: `--tags ${tag} names no tag of the plays`, suggestion: suggestTag(tag, known) };
    return isOpen && nearest(tag, known) === undefined ? { ...problem, severity: 'warning' } : problem;
  });
  // a list of tags to skip may serve several playbooks, so only a likely typo is an error
  const skipped = unknown(tags.skip).map((tag): Problem => {
    const problem = { summary: `--skip-tags ${tag} names no tag of the plays`, suggestion: suggestTag(tag, known) };
    return nearest(tag, known) === undefined ? { ...problem, severity: 'warning' } : problem;
  });
  return [...wanted, ...skipped];
}

const suggestTag = (tag: string, known: readonly string[]): string =>
  didYouMean(tag, known) ?? (known.length === 0 ? 'No task has a tag.' : listed('tags', known));

function unknownStart(plays: readonly PlannedPlay[], { startAtTask }: Selection): Problem[] {
  if (startAtTask === undefined) return [];
  const items = itemsIn(plays);
  const names = [...new Set(items.flatMap(namesOf))];
  if (names.includes(startAtTask) || items.some((item) => isOpenEnded(item) || mayBeNamed(item))) return [];
  return [
    { summary: `--start-at-task: there is no task named ${startAtTask}`, suggestion: didYouMean(startAtTask, names) },
  ];
}

function nothingLeft(plays: readonly PlannedPlay[], { tags, roles, isVerify }: Selection): Problem[] {
  const given = [
    ...(tags.only.length > 0 ? [`--tags ${tags.only.join(',')}`] : []),
    ...(tags.skip.length > 0 ? [`--skip-tags ${tags.skip.join(',')}`] : []),
    ...(roles ? [`--roles ${roles.join(',')}`] : []),
  ];
  const parts = plays.flatMap((play) => play.parts.filter(({ hosts }) => hosts.length > 0));
  const items = parts.flatMap((part) => [...walkItems(part.items)]);
  if (given.length === 0 || isVerify || parts.length === 0) return [];
  if (items.some((item) => isSelected(tagsOf(item), tags) || isOpenEnded(item))) return [];
  return [{ summary: `${given.join(' with ')} leaves no task` }];
}

const listed = (what: string, names: readonly string[]): string =>
  names.length === 0 ? `There are no ${what}.` : `The ${what} are ${names.join(', ')}.`;

const itemsIn = (plays: readonly PlannedPlay[]): (Task | Include)[] => plays.flatMap(({ play }) => tasksOf(play));

const tagsOf = (item: Task | Include): readonly string[] => (item.kind === 'task' ? item.tags : item.keywords.tags);

/** An include whose tasks are unknown before the run. */
const isOpenEnded = (item: Task | Include): boolean => item.kind === 'include' && item.target.kind !== 'literal';

function namesOf(item: Task | Include): string[] {
  const own = item.name?.kind === 'literal' ? [String(item.name.value)] : [];
  return item.kind === 'task' ? [...own, item.id, ...(item.name ? [] : [item.module.name])] : own;
}

/** A name with an expression may have any value. */
const mayBeNamed = ({ name }: Task | Include): boolean => name !== undefined && name.kind !== 'literal';
