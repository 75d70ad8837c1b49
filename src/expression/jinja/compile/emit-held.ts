import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';

/** The code of a value to which names are bound one by one: texts that must remain texts are recorded for the rest of the evaluation. */
export const emitHeld = (node: Expr, g: Codegen): string =>
  g.output === 'value' ? `$.hold(${g.marking(true, () => g.expression(node))})` : g.expression(node);

/** The code of an operand of an operation that creates a new text, or passes on the items of a list. */
export const emitPart = (node: Expr, g: Codegen): string =>
  g.marks ? `$.unmark(${g.expression(node)})` : g.expression(node);
