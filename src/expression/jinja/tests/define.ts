import type { TemplateContext } from '../runtime/template-context.ts';

/** A test, as in `x is even`. `signature` names what follows it, as for a filter. */
export interface Test {
  readonly names: readonly string[];
  readonly signature: string;
  call(value: unknown, args: readonly unknown[], $: TemplateContext): unknown;
}

/** A test by its names, which stand between blanks. */
export const test = (
  names: string,
  signature: string,
  call: (value: unknown, args: readonly unknown[], $: TemplateContext) => unknown,
): Test => ({ names: names.split(' '), signature, call });
