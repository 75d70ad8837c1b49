import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { emitNative } from './emit-native.ts';

/** Declares the output variable. A file's output is a text; a value's output is a list of the printed values. */
export const emitStart = (g: Codegen): string => (g.output === 'file' ? "let o = '';" : 'const o = [];');

/** The code that joins the output. */
export const emitJoined = (g: Codegen): string => (g.output === 'file' ? 'o' : '$.join(o)');

/** The code that prints a text. */
export const emitAppendText = (text: string, g: Codegen): string =>
  g.output === 'file' ? `o += ${text};` : `o.push(${text});`;

/** The code that prints an expression. */
export function emitAppend(value: Expr, g: Codegen): string {
  const site = g.site(value.span);
  if (g.output === 'file') return `o += $.print(${g.expression(value)}, ${site});`;
  return `o.push($.printable(${emitNative(value, g)}, ${site}));`;
}
