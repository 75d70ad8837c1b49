import type { Kwargs } from './bind-arguments.ts';

/** The options that `**` of a signature has collected. */
export const toPlainKwargs = (options: unknown): Kwargs => (options ?? {}) as Kwargs;
