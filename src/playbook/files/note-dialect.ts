import type { Compiled } from '../../expression/compiled.ts';
import type { Syntax } from '../../expression/dialect.ts';

/** Told of each file that has expressions, by its path as messages show it, and of what they are written in. */
export type OnDialect = (path: string, syntax: Syntax) => void;

/** Tells of what was compiled, and returns it. */
export function noteDialect(compiled: Compiled, onDialect: OnDialect | undefined): Compiled {
  onDialect?.(compiled.source.range.source.path, compiled.dialect ?? 'ejs');
  return compiled;
}
