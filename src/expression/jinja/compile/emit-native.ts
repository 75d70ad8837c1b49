import { withoutCollection } from '../python/short-name.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { quote } from './emit-arguments.ts';
import { emitCondition } from './emit-expression.ts';

/** Ansible never takes the result of these filters for anything but text. */
const TEXT_FILTERS: ReadonlySet<string> = new Set(['string', 'to_json', 'to_nice_json', 'to_yaml', 'to_nice_yaml']);

/**
 * Code of a value that is printed, or that a name is set to. A text that must stay one is a `PlainText`, also where it
 * comes through a variable, or through a part of `and`, `or` or `if`.
 */
export function emitNative(node: Expr, g: Codegen): string {
  switch (node.type) {
    case 'filter':
      return TEXT_FILTERS.has(withoutCollection(node.name)) ? `$.asText(${g.expression(node)})` : g.expression(node);
    case 'name':
      return emitName(node, g);
    case 'and':
    case 'or':
      return `$.${node.type}(${emitNative(node.left, g)}, () => ${g.skippable(() => emitNative(node.right, g))})`;
    case 'cond':
      return emitCond(node, g);
    default:
      return g.expression(node);
  }
}

function emitCond({ test, yes, no }: Extract<Expr, { type: 'cond' }>, g: Codegen): string {
  const condition = emitCondition(test, g);
  return g.skippable(() => `(${condition} ? ${emitNative(yes, g)} : ${no ? emitNative(no, g) : '$.nothing'})`);
}

function emitName({ name, span }: Extract<Expr, { type: 'name' }>, g: Codegen): string {
  return g.frame.read(name, () => {
    g.read(span, name);
    return `$.resolveNative(${quote(name)}, ${g.site(span)})`;
  });
}
