import type { CodePlace } from '../../controller/load-code.ts';
import type { Module } from '../../module-api/module.ts';

/** A module of the project, or the reason why its file is not one. */
export type OwnModule = { readonly module: Module } | { readonly refusal: Refusal };

export interface Refusal {
  /** The line of the module's file that is wrong, if it is known. */
  readonly at?: CodePlace | undefined;
  readonly summary: string;
  readonly suggestion: string;
  /** Whether only its tasks fail, when they are reached, and the rest can run. */
  readonly isLocal: boolean;
}
