import type { Compiled } from '../../expression/compiled.ts';
import type { Syntax } from '../../expression/dialect.ts';

/** Called for each file with expressions, with its displayed path and the language of the expressions. */
export type OnDialect = (path: string, syntax: Syntax) => void;

/** Reports the language of a compiled expression, and returns the expression. */
export function noteDialect(compiled: Compiled, onDialect: OnDialect | undefined): Compiled {
  onDialect?.(compiled.source.range.source.path, compiled.dialect ?? 'ejs');
  return compiled;
}
