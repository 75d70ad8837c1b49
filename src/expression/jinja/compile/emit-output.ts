import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';

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

/** Ansible never takes the result of these filters for anything but text. */
const TEXT_FILTERS: ReadonlySet<string> = new Set(['string', 'to_json', 'to_nice_json', 'to_yaml', 'to_nice_yaml']);

function emitNative(value: Expr, g: Codegen): string {
  const code = g.expression(value);
  return value.type === 'filter' && TEXT_FILTERS.has(value.name) ? `$.asText(${code})` : code;
}
