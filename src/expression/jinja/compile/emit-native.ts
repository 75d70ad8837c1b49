import { withoutCollection } from '../python/short-name.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { quote } from './emit-arguments.ts';
import { emitCondition, emitExpression } from './emit-expression.ts';
import { handsOn, mapsToText, TEXT_FILTERS } from './handed-on.ts';

/**
 * The code of a value that is printed or assigned to a name. A text that must remain text is a `PlainText`, even if it
 * comes from a variable, an operand of `and`, `or` or `if`, or a function that returns its arguments.
 */
export function emitNative(node: Expr, g: Codegen): string {
  if (isTextFilter(node)) return `$.asText(${g.expression(node)})`;
  switch (node.type) {
    case 'name':
      return emitName(node, g);
    case 'and':
    case 'or':
      return `$.${node.type}(${emitNative(node.left, g)}, () => ${g.skippable(() => emitNative(node.right, g))})`;
    case 'cond':
      return emitCond(node, { g, emit: emitNative });
    case 'filter':
    case 'getattr':
    case 'getitem':
    case 'call':
    case 'binary':
      return handsOn(node) ? `$.keepText(${g.marking(true, () => emitExpression(node, g))})` : g.expression(node);
    default:
      return g.expression(node);
  }
}

/** The code of an operand of an expression that passes on its values; see `Emitters`. */
export function emitMarked(node: Expr, g: Codegen): string {
  const emitPlain = (): string => g.marking(false, () => g.expression(node));
  if (isTextFilter(node)) return `$.mark($.asText(${emitPlain()}))`;
  if (mapsToText(node)) return `$.markEach(${emitPlain()})`;
  if (node.type === 'name') return emitMarkedName(node, g);
  if (node.type === 'cond') return emitCond(node, { g, emit: (part) => g.expression(part) });
  return handsOn(node) ? emitExpression(node, g) : emitPlain();
}

export const isTextFilter = (node: Expr): boolean =>
  node.type === 'filter' && TEXT_FILTERS.has(withoutCollection(node.name));

interface Emission {
  readonly g: Codegen;
  readonly emit: (node: Expr, g: Codegen) => string;
}

function emitCond({ test, yes, no }: Extract<Expr, { type: 'cond' }>, { g, emit }: Emission): string {
  const condition = g.marking(false, () => emitCondition(test, g));
  return g.skippable(() => `(${condition} ? ${emit(yes, g)} : ${no ? emit(no, g) : '$.nothing'})`);
}

type Name = Extract<Expr, { type: 'name' }>;

function emitName({ name, span }: Name, g: Codegen): string {
  const code = g.frame.read(name, () => {
    g.read(span, name);
    return `$.resolveNative(${quote(name)}, ${g.site(span)})`;
  });
  return g.frame.knows(name) ? `$.keepText(${code})` : code;
}

function emitMarkedName({ name, span }: Name, g: Codegen): string {
  const code = g.frame.read(name, () => {
    g.read(span, name);
    return `$.markName(${quote(name)}, ${g.site(span)})`;
  });
  return g.frame.knows(name) ? `$.mark(${code})` : code;
}
