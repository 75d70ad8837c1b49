import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { emitNative } from './emit-native.ts';

/** Declares what is printed to. A file's output is a text; a value's is a list of what was printed. */
export const emitStart = (g: Codegen): string => (g.output === 'file' ? "let o = '';" : 'const o = [];');

/** Code of all that was printed, as one. */
export const emitJoined = (g: Codegen): string => (g.output === 'file' ? 'o' : '$.join(o)');

/** Code that prints a text. */
export const emitAppendText = (text: string, g: Codegen): string =>
  g.output === 'file' ? `o += ${text};` : `o.push(${text});`;

/** Code that prints an expression. */
export function emitAppend(value: Expr, g: Codegen): string {
  const site = g.site(value.span);
  if (g.output === 'file') return `o += $.print(${g.expression(value)}, ${site});`;
  return `o.push($.printable(${emitNative(value, g)}, ${site}));`;
}
