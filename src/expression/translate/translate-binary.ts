import type { BinaryExpression, Expression } from 'acorn';
import { quote } from './quote.ts';
import type { Translation } from './translation.ts';

/** A binary operator. Operands that JavaScript would convert silently are runtime errors. */
export function translateBinary(node: BinaryExpression, t: Translation): string {
  if (node.left.type === 'PrivateIdentifier') return t.forbid(node.left, 'Private names are not allowed here');
  if (node.operator === 'in' && isList(node.right)) return forbidInList(node, t);
  const left = t.expression(node.left);
  const right = t.expression(node.right);
  switch (node.operator) {
    case '===':
    case '!==':
    case '==':
    case '!=':
      return `(${left} ${node.operator} ${right})`;
    case '+':
      return `$.add(${left}, ${right}, ${t.site(node)})`;
    case '-':
    case '*':
    case '/':
    case '%':
    case '**':
      return `$.calculate(${quote(node.operator)}, ${left}, ${right}, ${t.site(node)})`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `$.compare(${quote(node.operator)}, ${left}, ${right}, ${t.site(node)})`;
    case 'in':
      return `$.hasKey(${left}, ${right}, ${t.site(node)})`;
    case 'instanceof':
      return t.forbid(node, 'instanceof is not allowed in an expression', 'Use typeof or Array.isArray(value).');
    case '|':
      return t.misuse(node, '| is no filter here', 'Call a function: unique(list).');
    case '&':
    case '^':
    case '<<':
    case '>>':
    case '>>>':
      return t.forbid(node, `${node.operator} is not allowed in an expression`);
  }
}

/** Whether a node is a list according to its form or name. */
function isList(node: Expression): boolean {
  if (node.type === 'ArrayExpression') return true;
  if (node.type === 'Identifier') return node.name === 'group_names' || node.name === 'play_hosts';
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'groups';
}

const forbidInList = (node: BinaryExpression, t: Translation): string =>
  t.misuse(node, 'in looks for a key, and a list has none', 'Write `list.includes(item)`.');
