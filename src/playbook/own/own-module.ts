import type { Module } from '../../module-api/module.ts';

/** A module of the project, or why its file gives none. */
export type OwnModule = { readonly module: Module } | { readonly refusal: Refusal };

export interface Refusal {
  readonly summary: string;
  readonly suggestion: string;
  /** Its tasks fail where they are reached, and the rest can run. */
  readonly isLocal: boolean;
}
