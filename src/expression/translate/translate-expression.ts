import type { Expression, Literal, LogicalExpression, Node, TemplateLiteral, UnaryExpression } from 'acorn';
import { namesDefinedWhen } from './guards.ts';
import { quote } from './quote.ts';
import { translateBinary } from './translate-binary.ts';
import { translateCall } from './translate-call.ts';
import { translateArray, translateObject } from './translate-collection.ts';
import { translateIdentifier } from './translate-identifier.ts';
import { translateAccess } from './translate-member.ts';
import type { Translation } from './translation.ts';

/** The code that computes the expression with the runtime `$`. Forbidden syntax is reported. */
export function translateExpression(node: Expression, t: Translation): string {
  switch (node.type) {
    case 'Literal':
      return translateLiteral(node, t);
    case 'Identifier':
      return translateIdentifier(node, t);
    case 'ParenthesizedExpression':
      return t.expression(node.expression);
    case 'TemplateLiteral':
      return translateTemplateLiteral(node, t);
    case 'ArrayExpression':
      return translateArray(node, t);
    case 'ObjectExpression':
      return translateObject(node, t);
    case 'UnaryExpression':
      return translateUnary(node, t);
    case 'BinaryExpression':
      return translateBinary(node, t);
    case 'LogicalExpression':
      return translateLogical(node, t);
    case 'ConditionalExpression': {
      const test = t.expression(node.test);
      const yes = t.guardedBy(namesDefinedWhen(true, node.test), () => t.expression(node.consequent));
      const no = t.guardedBy(namesDefinedWhen(false, node.test), () => t.expression(node.alternate));
      return `(${test} ? ${yes} : ${no})`;
    }
    case 'MemberExpression':
    case 'ChainExpression':
      return translateAccess(node, t);
    case 'CallExpression':
      return translateCall(node, t);
    default:
      return forbidSyntax(node, t);
  }
}

function translateLiteral(node: Literal, t: Translation): string {
  if (node.regex) return `$.regex(${quote(node.regex.pattern)}, ${quote(node.regex.flags)}, ${t.site(node)})`;
  if (typeof node.value === 'bigint') return t.forbid(node, 'Big integers are not used here', 'Leave the n out.');
  return typeof node.value === 'string' ? quote(node.value) : String(node.value);
}

function translateTemplateLiteral(node: TemplateLiteral, t: Translation): string {
  const parts = node.quasis.flatMap((quasi, i) => {
    const expression = node.expressions[i];
    const text = quote(quasi.value.cooked ?? '');
    return expression ? [text, `$.text(${t.expression(expression)}, ${t.site(expression)})`] : [text];
  });
  return `(${parts.join(' + ')})`;
}

function translateUnary(node: UnaryExpression, t: Translation): string {
  const { operator, argument } = node;
  switch (operator) {
    case '!':
      return `(!${t.expression(argument)})`;
    case 'typeof':
      return `$.typeOf(${t.syntax.optional(argument, t)})`;
    case '-':
    case '+':
      return `$.${operator === '-' ? 'negate' : 'number'}(${t.expression(argument)}, ${t.site(node)})`;
    case 'void':
    case 'delete':
    case '~':
      return t.forbid(node, `${operator} is not allowed in an expression`);
  }
}

function translateLogical(node: LogicalExpression, t: Translation): string {
  const { operator } = node;
  if (operator === '??') return `(${t.syntax.optional(node.left, t)} ?? ${t.expression(node.right)})`;
  const left = t.expression(node.left);
  const right = t.guardedBy(namesDefinedWhen(operator === '&&', node.left), () => t.expression(node.right));
  return `(${left} ${operator} ${right})`;
}

function forbidSyntax(node: Node, t: Translation): string {
  const [what, suggestion] = FORBIDDEN[node.type] ?? [`${node.type} is not allowed in an expression`];
  return t.forbid(node, what, suggestion);
}

const FORBIDDEN: Record<string, [string, string?]> = {
  AssignmentExpression: [
    'An expression cannot assign',
    'To compare, write `===`. To name a value, write `<% const name = value %>`.',
  ],
  UpdateExpression: ['An expression cannot assign', 'Write name + 1.'],
  ArrowFunctionExpression: ['A function is no value here', 'Pass it to a method such as map() or filter().'],
  FunctionExpression: ['function is not allowed in an expression', 'Write an arrow function: (item) => item.name.'],
  ClassExpression: ['class is not allowed in an expression'],
  NewExpression: ['new is not allowed in an expression'],
  ThisExpression: ['this is not allowed in an expression'],
  ImportExpression: ['import() is not allowed in an expression', 'Read a file with file(path).'],
  MetaProperty: ['import.meta and new.target are not allowed in an expression'],
  AwaitExpression: ['await is not allowed in an expression'],
  YieldExpression: ['yield is not allowed in an expression'],
  SequenceExpression: ['A comma cannot join expressions', 'For a list, write [a, b].'],
  TaggedTemplateExpression: ['Tagged templates are not allowed in an expression', 'Call the function: name(text).'],
};
