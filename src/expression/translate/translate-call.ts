import type { CallExpression, Expression, Identifier, SpreadElement } from 'acorn';
import { didYouMean } from '../../diagnostic/suggest.ts';
import { LIBRARY } from '../library/library.ts';
import { FUNCTIONS } from '../run/globals.ts';
import { INSTEAD, METHODS } from '../run/methods.ts';
import { FORBIDDEN_NAMES } from './forbidden-names.ts';
import { quote } from './quote.ts';
import { translateDefined } from './translate-defined.ts';
import { forbidName } from './translate-identifier.ts';
import { translateInclude } from './translate-include.ts';
import { namespaceMember, translateAccess } from './translate-member.ts';
import type { Translation } from './translation.ts';

/** A call of a library function, a JavaScript function, a method, or a function named by `const`. */
export function translateCall(node: CallExpression, t: Translation): string {
  const { callee } = node;
  if (node.optional) return t.forbid(node, '?.() is not allowed in an expression');
  if (callee.type === 'Identifier') return translateNamedCall(node, callee, t);
  if (callee.type !== 'MemberExpression') return t.forbid(node, 'Only named functions and methods can be called');
  const global = namespaceMember(callee, t);
  if (global === undefined) return translateMethod(node, t.expression(callee.object), t);
  return FUNCTIONS.has(global) ? callCode('callGlobal', global, node, t) : translateAccess(callee, t);
}

/** A method call. The available methods depend on the receiver, which is known only at runtime. */
export function translateMethod(node: CallExpression, receiver: string, t: Translation): string {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') {
    return t.forbid(node, 'A method is called by its name alone', 'Write `value.method()`.');
  }
  const { name } = callee.property;
  if (!ALL_METHODS.has(name)) return forbidMethod(callee.property, t);
  return `$.method(${receiver}, ${quote(name)}, ${translateArguments(node, t)}, ${t.site(callee.property)})`;
}

function translateNamedCall(node: CallExpression, callee: Identifier, t: Translation): string {
  const { name } = callee;
  const local = t.codeOf(name);
  if (local !== undefined) return `$.callLocal(${local}, ${translateArguments(node, t)}, ${t.site(callee)})`;
  if (name === 'defined') return translateDefined(node, t);
  if (name === 'include') return translateInclude(node, t);
  if (LIBRARY.has(name)) return callCode('callLibrary', name, node, t);
  if (FUNCTIONS.has(name)) return callCode('callGlobal', name, node, t);
  if (FORBIDDEN_NAMES.has(name)) return forbidName(callee, t);
  return t.misuse(callee, `There is no function ${name}`, insteadOf(node, name));
}

/** `lookup('env', 'HOME')` of Jinja as the function that it is here; otherwise the closest name. */
function insteadOf({ arguments: [first] }: CallExpression, name: string): string {
  const looked = LOOKUPS.has(name) && first?.type === 'Literal' ? String(first.value).split('.').at(-1) : undefined;
  if (looked !== undefined && ['env', 'file', 'fileglob'].includes(looked))
    return `Write \`${looked}(...)\`: lookups are Jinja's.`;
  if (LOOKUPS.has(name))
    return `Lookups are Jinja's: write \`{{ ${name}(...) }}\`, or call \`env\`, \`file\` or \`fileglob\`.`;
  const called = [
    ...LIBRARY.keys(),
    ...[...FUNCTIONS.keys()].filter((each) => !each.includes('.')),
    'defined',
    'include',
  ];
  return didYouMean(name, called) ?? `Remove \`${name}()\`: \`provision docs expressions\` lists the functions.`;
}

const LOOKUPS: ReadonlySet<string> = new Set(['lookup', 'query', 'q']);

const callCode = (how: string, name: string, node: CallExpression, t: Translation): string =>
  `$.${how}(${quote(name)}, ${translateArguments(node, t)}, ${t.site(node)})`;

function translateArguments(node: CallExpression, t: Translation): string {
  const first = takesMissing(node) ? node.arguments[0] : undefined;
  const codes = node.arguments.map((argument) =>
    argument === first && argument.type !== 'SpreadElement'
      ? t.syntax.optional(argument, t)
      : translateArgument(argument, t),
  );
  return `[${codes.join(', ')}]`;
}

/** `mandatory(name)` has its own message for an undefined name. */
const takesMissing = ({ callee }: CallExpression): boolean =>
  callee.type === 'Identifier' && callee.name === 'mandatory';

const translateArgument = (node: Expression | SpreadElement, t: Translation): string =>
  node.type === 'ArrowFunctionExpression' ? t.syntax.arrow(node, t) : t.syntax.item(node, t);

function forbidMethod(node: Identifier, t: Translation): string {
  const instead = INSTEAD.get(node.name)?.replaceAll('_', 'value');
  const suggestion = instead === undefined ? didYouMean(node.name, ALL_METHODS) : `Write ${instead}.`;
  return t.forbid(node, `The method ${node.name}() cannot be called`, suggestion);
}

const ALL_METHODS: ReadonlySet<string> = new Set(Object.values(METHODS).flatMap((names) => [...names]));
