import type { Included } from '../../playbook/types.ts';

/** What an include brings in for one item of its loop. */
export interface IncludeCall {
  readonly included: Included;
  /** The variables of the loops around it, its own among them. */
  readonly variables: Readonly<Record<string, unknown>>;
}
