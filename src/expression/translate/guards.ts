import type { CallExpression, Expression } from 'acorn';
import { headOf } from './translate-defined.ts';

/** The free names that are definitely defined if a test has this result. */
export function namesDefinedWhen(result: boolean, test: Expression): ReadonlySet<string> {
  switch (test.type) {
    case 'ParenthesizedExpression':
      return namesDefinedWhen(result, test.expression);
    case 'UnaryExpression':
      return test.operator === '!' ? namesDefinedWhen(!result, test.argument) : NONE;
    case 'LogicalExpression': {
      const both = test.operator === (result ? '&&' : '||');
      return both ? union(namesDefinedWhen(result, test.left), namesDefinedWhen(result, test.right)) : NONE;
    }
    case 'CallExpression':
      return result && isDefinedCall(test) ? definedName(test) : NONE;
    case 'BinaryExpression': {
      const differs = test.operator === '!==' || test.operator === '!=';
      const equals = test.operator === '===' || test.operator === '==';
      return (result ? differs : equals) && isUndefinedString(test.right) ? typeofName(test.left as Expression) : NONE;
    }
    default:
      return NONE;
  }
}

const isDefinedCall = (node: CallExpression): boolean =>
  node.callee.type === 'Identifier' && node.callee.name === 'defined';

const NONE: ReadonlySet<string> = new Set();

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a, ...b]);

const isUndefinedString = (node: Expression): boolean => node.type === 'Literal' && node.value === 'undefined';

function typeofName(node: Expression): ReadonlySet<string> {
  const named = node.type === 'UnaryExpression' && node.operator === 'typeof' && node.argument.type === 'Identifier';
  return named && node.argument.type === 'Identifier' ? new Set([node.argument.name]) : NONE;
}

function definedName(node: CallExpression): ReadonlySet<string> {
  const [argument] = node.arguments;
  if (argument?.type === 'Literal' && typeof argument.value === 'string') return new Set([argument.value]);
  if (!argument || argument.type === 'SpreadElement') return NONE;
  const head = headOf(argument);
  return head.type === 'Identifier' ? new Set([head.name]) : NONE;
}
