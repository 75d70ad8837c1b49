import type { ChainExpression, Expression, MemberExpression, Super } from 'acorn';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { CONSTANTS, FUNCTIONS, NAMESPACES } from '../run/globals.ts';
import { FORBIDDEN_MEMBERS } from './forbidden-names.ts';
import { quote } from './quote.ts';
import { translateOptionalIdentifier } from './translate-identifier.ts';
import type { Translation } from './translation.ts';

/** `a.b`, `a[b]`, and a chain that contains `?.`. */
export function translateAccess(node: MemberExpression | ChainExpression, t: Translation): string {
  if (node.type === 'ChainExpression') return translateChain(node.expression, t, false, (code) => code);
  return translateNamespaceMember(node, t) ?? translateChain(node, t, false, (code) => code);
}

/** The code of a chain whose last step, a variable or a key, may be missing. Earlier steps may not. */
export function translateOptional(node: Expression, t: Translation): string {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return translateOptional(node.expression, t);
    case 'Identifier':
      return translateOptionalIdentifier(node, t);
    case 'ChainExpression':
      return translateChain(node.expression, t, true, (code) => code);
    case 'MemberExpression':
      return translateNamespaceMember(node, t) ?? translateChain(node, t, true, (code) => code);
    case 'LogicalExpression':
      if (node.operator === '??') return `(${translateOptional(node.left, t)} ?? ${translateOptional(node.right, t)})`;
      return t.expression(node);
    default:
      return t.expression(node);
  }
}

/**
 * A chain from its head outwards. `?.` passes the value before it to a function for the rest, which is not called if the value
 * is null or missing.
 */
function translateChain(
  node: Expression | Super,
  t: Translation,
  optional: boolean,
  wrap: (code: string) => string,
): string {
  if (node.type === 'MemberExpression') {
    return translateLink(node, t, (receiver) => wrap(access(node, receiver, t, optional || node.optional)));
  }
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    if (!translatesAsFunction(node.callee, t)) {
      return translateLink(node.callee, t, (receiver) => wrap(t.syntax.method(node, receiver, t)));
    }
  }
  if (node.type === 'Super') return wrap(t.expression(node));
  return wrap(optional ? translateOptional(node, t) : t.expression(node));
}

function translateLink(member: MemberExpression, t: Translation, rest: (receiver: string) => string): string {
  if (!member.optional) return translateChain(member.object, t, false, rest);
  return translateChain(member.object, t, true, (receiver) => {
    const name = t.temporary();
    return `$.link(${receiver}, (${name}) => ${rest(name)})`;
  });
}

function access(node: MemberExpression, receiver: string, t: Translation, optional: boolean): string {
  return `$.${optional ? 'find' : 'get'}(${receiver}, ${translateKey(node, t)}, ${t.site(node.property)})`;
}

function translateKey(node: MemberExpression, t: Translation): string {
  const { property } = node;
  if (property.type === 'PrivateIdentifier') return t.forbid(property, 'Private names are not allowed here');
  const name = node.computed ? literalKey(property) : property.type === 'Identifier' ? property.name : undefined;
  if (name === undefined) return t.expression(property);
  if (FORBIDDEN_MEMBERS.has(name)) return t.forbid(property, `${name} cannot be read in an expression`);
  return node.computed ? t.expression(property) : quote(name);
}

const literalKey = (node: Expression): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;

/** `Math.PI`, `Number.isInteger`: members of objects that are not values themselves. */
function translateNamespaceMember(node: MemberExpression, t: Translation): string | undefined {
  const name = namespaceMember(node, t);
  if (name === undefined) return undefined;
  if (CONSTANTS.has(name)) return `$.constant(${quote(name)})`;
  if (FUNCTIONS.has(name)) return `$.global(${quote(name)})`;
  const why =
    name === 'Math.random'
      ? 'A template must give the same text each time.'
      : didYouMean(name, [...CONSTANTS.keys(), ...FUNCTIONS.keys()]);
  return t.forbid(node, `${name} cannot be read in an expression`, why);
}

const translatesAsFunction = (node: MemberExpression, t: Translation): boolean =>
  namespaceMember(node, t) !== undefined;

/** `Math.max` if the node is that member, and the expression does not define Math. */
export function namespaceMember(node: MemberExpression, t: Translation): string | undefined {
  if (node.computed || node.object.type !== 'Identifier' || node.property.type !== 'Identifier') return undefined;
  const { name } = node.object;
  const isNamespace = NAMESPACES.has(name) && t.codeOf(name) === undefined;
  return isNamespace ? `${name}.${node.property.name}` : undefined;
}
