import type { TemplateContext } from '../runtime/template-context.ts';

/**
 * A filter. `signature` names the parameters after the value, as for a `Method`: `'a b? *rest **options'`; optional ones may
 * be undefined. Errors are `PyError`s, which get the location of the filter.
 */
export interface Filter {
  readonly names: readonly string[];
  readonly signature: string;
  call(value: unknown, args: readonly unknown[], $: TemplateContext): unknown;
}

/** Defines a filter by its names, separated by spaces. */
export const filter = (
  names: string,
  signature: string,
  call: (value: unknown, args: readonly unknown[], $: TemplateContext) => unknown,
): Filter => ({ names: names.split(' '), signature, call });
