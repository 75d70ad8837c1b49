import type { Kwargs } from '../python/bind-arguments.ts';
import type { TemplateContext } from '../runtime/template-context.ts';

/**
 * A lookup: returns the list for its terms and options. It accesses the controller through `$.world.host`. Errors
 * are `PyError`s, which get the location of the call.
 */
export interface Lookup {
  readonly names: readonly string[];
  run(terms: readonly unknown[], options: Kwargs, $: TemplateContext): readonly unknown[];
}

/** Defines a lookup by its names, separated by spaces. */
export const lookupOf = (names: string, run: Lookup['run']): Lookup => ({ names: names.split(' '), run });
