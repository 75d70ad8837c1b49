import type { Kwargs } from './bind-arguments.ts';

/** The options that `**` in a signature has collected. */
export const toPlainKwargs = (options: unknown): Kwargs => (options ?? {}) as Kwargs;
