import type { Choice } from '../values/choice.ts';

/** Where a keyword may stand. `role` is a role's entry in a play, `include` a task that imports or includes. */
export const PLACES = [
  'play',
  'import_playbook',
  'role',
  'block',
  'include',
  'task',
  'handler',
  'loop_control',
] as const;

export type Place = (typeof PLACES)[number];

/** What a keyword takes. An expression may stand for a `flag`, `count` or `text`. */
export type KeywordType =
  | 'flag'
  | 'text'
  | 'texts'
  | 'conditions'
  | 'count'
  | 'seconds'
  | 'mapping'
  | 'list'
  | 'tasks'
  | 'roles'
  | 'sizes'
  | 'percentage'
  | KeywordChoice;

/** A value, or a list of values, among those that are named. */
export interface KeywordChoice extends Choice {
  readonly isList?: boolean;
  /** Read before any variable is known, so that an expression cannot stand for it. */
  readonly isPlain?: boolean;
}

/** One word that plays, roles' entries, blocks, tasks or loops understand. The reference and the editors' schemas are made from these. */
export interface Keyword {
  readonly name: string;
  readonly places: readonly Place[];
  readonly type: KeywordType;
  /** One or more sentences. */
  readonly meaning: string;
  /** A whole playbook, or a list of tasks, that lint takes. */
  readonly example: string;
}

/** What a task, a block, a role's entry and a play have alike. */
export const ALL: readonly Place[] = ['play', 'role', 'block', 'include', 'task', 'handler'];
export const BELOW_PLAYS: readonly Place[] = ['role', 'block', 'include', 'task', 'handler'];
export const TASKS: readonly Place[] = ['task', 'handler'];
export const LOOPS: readonly Place[] = ['include', 'task', 'handler'];
