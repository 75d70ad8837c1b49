import type { LibraryFunction } from './define.ts';
import { HOST_FUNCTIONS } from './host.ts';

/** Every function of the expression language by name. docs/reference/expressions.md is generated from here. */
export const LIBRARY: ReadonlyMap<string, LibraryFunction> = new Map(
  [...HOST_FUNCTIONS].map((entry) => [entry.name, entry]),
);
