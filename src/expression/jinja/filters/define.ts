import type { TemplateContext } from '../runtime/template-context.ts';

/**
 * A filter. `signature` names what follows the value, as for a `Method`: `'a b? *rest **options'`; what may be left out
 * is undefined then. Errors are `PyError`s, which get the place of the filter.
 */
export interface Filter {
  readonly names: readonly string[];
  readonly signature: string;
  call(value: unknown, args: readonly unknown[], $: TemplateContext): unknown;
}

/** A filter by its names, which stand between blanks. */
export const filter = (
  names: string,
  signature: string,
  call: (value: unknown, args: readonly unknown[], $: TemplateContext) => unknown,
): Filter => ({ names: names.split(' '), signature, call });
