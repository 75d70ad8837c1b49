import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { placeOf } from '../diagnostic/source-range.ts';
import { listed, nameOneOf, nearest } from '../diagnostic/suggest.ts';
import { tasksOf, walkItems } from '../playbook/task/walk-tasks.ts';
import type { Include, Task } from '../playbook/types.ts';
import type { PlannedPlay } from './plan-play.ts';
import type { TagSelection } from './select-tags.ts';
import { startsAt } from './starts-at.ts';
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
  for (const { flag, ...problem } of problems.length > 0 ? problems : nothingLeft(plays, selection))
    diagnostics.add({ code: 'nothing-selected', severity: 'error', ...problem, range: placeOf(flag) });
}

interface Problem {
  /** The flag with its value. */
  readonly flag: string;
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
          flag: `--roles ${name}`,
          summary: `--roles ${name} names no role of the plays`,
          suggestion: nameOneOf(name, 'roles', known, `There are no roles: leave \`--roles ${name}\` out.`),
        },
      ];
    return withoutChecks(name)
      ? [
          {
            flag: `--roles ${name}`,
            summary: `The role ${name} has no verify/main.yml, so that there is nothing to verify`,
            suggestion: `Write \`verify/main.yml\` of the role, for example \`- wait_for: { port: 80, timeout: 10 }\`, or leave \`--roles ${name}\` out.`,
          },
        ]
      : [];
  });
}

function unknownTags(plays: readonly PlannedPlay[], { tags }: Selection): Problem[] {
  const known = [...new Set(itemsIn(plays).flatMap(tagsOf))].sort();
  const isOpen = itemsIn(plays).some(isOpenEnded);
  const unknown = (words: readonly string[]): string[] =>
    words.filter((word) => !known.includes(word) && !TAG_WORDS.includes(word));
  const wanted = unknown(tags.only).map((tag): Problem => {
    const flag = `--tags ${tag}`;
    const problem = { flag, summary: `${flag} names no tag of the plays`, suggestion: suggestTag(flag, tag, known) };
    return isOpen && nearest(tag, known) === undefined ? { ...problem, severity: 'warning' } : problem;
  });
  // a list of tags to skip may serve several playbooks, so only a likely typo is an error
  const skipped = unknown(tags.skip).map((tag): Problem => {
    const flag = `--skip-tags ${tag}`;
    const problem = { flag, summary: `${flag} names no tag of the plays`, suggestion: suggestTag(flag, tag, known) };
    return nearest(tag, known) === undefined ? { ...problem, severity: 'warning' } : problem;
  });
  return [...wanted, ...skipped];
}

const suggestTag = (flag: string, tag: string, known: readonly string[]): string | undefined =>
  nameOneOf(tag, 'tags', known, `No task has a tag: leave \`${flag}\` out, or add \`tags: [${tag}]\` to a task.`);

function unknownStart(plays: readonly PlannedPlay[], { startAtTask }: Selection): Problem[] {
  if (startAtTask === undefined) return [];
  const items = itemsIn(plays);
  const names = [...new Set(items.flatMap(namesOf))];
  const isThere = items.some(
    (item) => item.kind === 'task' && namesOf(item).some((name) => startsAt(startAtTask, item, name)),
  );
  if (isThere || names.includes(startAtTask) || items.some((item) => isOpenEnded(item) || mayBeNamed(item))) return [];
  return [
    {
      flag: `--start-at-task ${startAtTask}`,
      summary: `--start-at-task: there is no task named ${startAtTask}`,
      suggestion: nameOneOf(startAtTask, 'tasks', names, 'The plays have no tasks.'),
    },
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
  const flag = given.join(' with ');
  const known = [...new Set(items.flatMap(tagsOf))].sort();
  const instead = known.length === 0 ? '' : ` The tags are ${listed(known)}.`;
  return [{ flag, summary: `${flag} leaves no task`, suggestion: `Leave out \`${given.at(-1) ?? ''}\`.${instead}` }];
}

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
