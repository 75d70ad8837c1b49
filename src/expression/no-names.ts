import type { Scope } from './compiled.ts';

/** The scope of values without expressions. */
export const NO_NAMES: Scope = { names: () => [], has: () => false, get: () => undefined };
