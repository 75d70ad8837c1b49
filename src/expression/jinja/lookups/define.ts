import type { Kwargs } from '../python/bind-arguments.ts';
import type { TemplateContext } from '../runtime/template-context.ts';

/**
 * A lookup: the list that its terms and options give. What it needs of the controller it asks of `$.world.host`. Errors
 * are `PyError`s, which get the place of the call.
 */
export interface Lookup {
  readonly names: readonly string[];
  run(terms: readonly unknown[], options: Kwargs, $: TemplateContext): readonly unknown[];
}

/** A lookup by its names, which stand between blanks. */
export const lookupOf = (names: string, run: Lookup['run']): Lookup => ({ names: names.split(' '), run });
