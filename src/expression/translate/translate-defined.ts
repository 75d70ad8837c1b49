import type { CallExpression, Expression, Super } from 'acorn';
import { quote } from './quote.ts';
import type { Translation } from './translation.ts';

/** `defined('x')`, `defined(x)`, `defined(x.y)`: whether it can be read, without reading more than necessary. */
export function translateDefined(node: CallExpression, t: Translation): string {
  const [argument, ...others] = node.arguments;
  if (!argument || others.length > 0 || argument.type === 'SpreadElement') return misuse(node, t);
  if (argument.type === 'Literal') {
    if (typeof argument.value !== 'string' || !IDENTIFIER.test(argument.value)) return misuse(node, t);
    t.read(argument, argument.value, true);
    return `$.has(${quote(argument.value)})`;
  }
  if (argument.type === 'Identifier' && t.codeOf(argument.name) === undefined) {
    t.read(argument, argument.name, true);
    return `$.has(${quote(argument.name)})`;
  }
  const head = headOf(argument);
  if (head.type !== 'Identifier') return misuse(node, t);
  return `$.isDefined(() => ${t.guardedBy(new Set([head.name]), () => t.expression(argument))})`;
}

/** The start of a chain of members. */
export function headOf(node: Expression | Super): Expression | Super {
  if (node.type === 'ChainExpression') return headOf(node.expression);
  return node.type === 'MemberExpression' ? headOf(node.object) : node;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const misuse = (node: CallExpression, t: Translation): string =>
  t.misuse(node, 'defined() takes one variable or key', 'Write `defined(name) or defined(name.key)`.');
