import type { TemplateContext } from '../runtime/template-context.ts';

/** A test, as in `x is even`. `signature` names the parameters after the value, as for a filter. */
export interface Test {
  readonly names: readonly string[];
  readonly signature: string;
  call(value: unknown, args: readonly unknown[], $: TemplateContext): unknown;
}

/** Defines a test by its names, separated by spaces. */
export const test = (
  names: string,
  signature: string,
  call: (value: unknown, args: readonly unknown[], $: TemplateContext) => unknown,
): Test => ({ names: names.split(' '), signature, call });
