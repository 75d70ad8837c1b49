import type { Scope } from './compiled.ts';

/** For what has no expression in it. */
export const NO_NAMES: Scope = { names: () => [], has: () => false, get: () => undefined };
