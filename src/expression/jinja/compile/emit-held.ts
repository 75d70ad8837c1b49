import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';

/** Code of a value that names are bound to, one by one: its texts that must stay so are kept in mind for all that follows. */
export const emitHeld = (node: Expr, g: Codegen): string =>
  g.output === 'value' ? `$.hold(${g.marking(true, () => g.expression(node))})` : g.expression(node);

/** Code of what makes a text a new one, and hands on what a list holds. */
export const emitPart = (node: Expr, g: Codegen): string =>
  g.marks ? `$.unmark(${g.expression(node)})` : g.expression(node);
