import type { Included } from '../../playbook/types.ts';

/** The content of an include for one item of its loop. */
export interface IncludeCall {
  readonly included: Included;
  /** The variables of the include's loop and of the enclosing loops. */
  readonly variables: Readonly<Record<string, unknown>>;
}
