import type {
  CallExpression,
  Expression,
  ExpressionStatement,
  ForOfStatement,
  IfStatement,
  Statement,
  VariableDeclaration,
} from 'acorn';
import type { ModuleDeclaration } from 'acorn';
import { namesDefinedWhen } from './guards.ts';
import { quote } from './quote.ts';
import type { Translation } from './translation.ts';

/** The statements of a block or of a whole template, as code between `<%` and `%>`. */
export const translateBlock = (body: readonly (Statement | ModuleDeclaration)[], t: Translation): string =>
  t.inBlock(() => body.map((statement) => translateStatement(statement, t)).join(' '));

function translateStatement(node: Statement | ModuleDeclaration, t: Translation): string {
  switch (node.type) {
    case 'EmptyStatement':
      return translateOutput(node.start, t);
    case 'BlockStatement':
      return `{ ${translateBlock(node.body, t)} }`;
    case 'ExpressionStatement':
      return translateEffect(node, t);
    case 'VariableDeclaration':
      return translateDeclaration(node, t);
    case 'IfStatement':
      return translateIf(node, t);
    case 'ForOfStatement':
      return translateForOf(node, t);
    case 'ReturnStatement':
      return node.argument ? `return ${t.expression(node.argument)};` : 'return;';
    case 'BreakStatement':
    case 'ContinueStatement':
      return node.label
        ? t.forbid(node, 'Labels are not allowed')
        : `${node.type === 'BreakStatement' ? 'break' : 'continue'};`;
    default:
      return t.forbid(node, `${describe(node)} is not allowed in a template`, INSTEAD[node.type]);
  }
}

/** The text or printed expression at its empty statement. Other empty statements do nothing. */
function translateOutput(at: number, t: Translation): string {
  const output = t.outputs.get(at);
  if (!output) return '';
  t.placedOutputs.add(at);
  if (output.kind === 'text') return `%>${textCode(output.text)}<%`;
  const { expression } = output;
  return `%><%= $.text(${t.expression(expression)}, ${t.site(expression)}) %><%`;
}

const textCode = (text: string): string => (/<%|%>/.test(text) ? `<%= ${quote(text)} %>` : text);

function translateEffect(node: ExpressionStatement, t: Translation): string {
  const call = callOf(node.expression);
  if (call && hasEffect(call, t)) return `${t.expression(node.expression)};`;
  return t.misuse(node, 'This prints nothing', 'To print it, write <%= instead of <%.');
}

function callOf(node: Expression): CallExpression | undefined {
  if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression') return callOf(node.expression);
  return node.type === 'CallExpression' ? node : undefined;
}

/** `list.forEach()` and functions of the template may print; other calls only compute a value. */
function hasEffect({ callee }: CallExpression, t: Translation): boolean {
  if (callee.type === 'Identifier') return t.codeOf(callee.name) !== undefined;
  return (
    callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'forEach'
  );
}

function translateDeclaration(node: VariableDeclaration, t: Translation): string {
  if (node.kind === 'var') return t.forbid(node, 'var is not allowed in a template', 'Write const.');
  const declarations = node.declarations.map(({ id, init }) => {
    if (!init) return t.misuse(id, 'This name has no value', 'Write `const name = value`.');
    const value = init.type === 'ArrowFunctionExpression' ? t.syntax.arrow(init, t) : t.expression(init);
    return t.syntax.bind(id, value, t);
  });
  return declarations.join(' ');
}

function translateIf(node: IfStatement, t: Translation): string {
  const test = t.expression(node.test);
  const yes = t.guardedBy(namesDefinedWhen(true, node.test), () => translateBody(node.consequent, t));
  if (!node.alternate) return `if (${test}) ${yes}`;
  const { alternate } = node;
  const no = t.guardedBy(namesDefinedWhen(false, node.test), () =>
    alternate.type === 'IfStatement' ? translateIf(alternate, t) : translateBody(alternate, t),
  );
  return `if (${test}) ${yes} else ${no}`;
}

function translateForOf(node: ForOfStatement, t: Translation): string {
  const { left, right } = node;
  if (node.await) return t.forbid(node, 'await is not allowed in a template');
  if (left.type !== 'VariableDeclaration')
    return t.forbid(left, 'A template cannot assign', 'Write `for (const item of list)`.');
  const pattern = left.declarations[0]?.id;
  if (!pattern) return t.misuse(left, 'The loop names no variable');
  const items = `$.items(${t.expression(right)}, ${t.site(right)})`;
  const item = t.temporary();
  return t.inBlock(
    () => `for (const ${item} of ${items}) { ${t.syntax.bind(pattern, item, t)} ${translateBody(node.body, t)} }`,
  );
}

function translateBody(node: Statement, t: Translation): string {
  if (node.type === 'BlockStatement') return `{ ${translateBlock(node.body, t)} }`;
  t.misuse(node, 'Braces are missing', 'Write `<% if (test) { %> ... <% } %>`.');
  return '{}';
}

const describe = (node: Statement | ModuleDeclaration): string =>
  node.type.replace(/(Statement|Declaration)$/, '').toLowerCase();

const INSTEAD: Record<string, string> = {
  ForStatement: 'Write `for (const i of range(10))`.',
  ForInStatement: 'Write `for (const key of Object.keys(mapping))`.',
  WhileStatement: 'Write `for (const item of list)`.',
  DoWhileStatement: 'Write `for (const item of list)`.',
  FunctionDeclaration: 'Write `const name = (item) => value`.',
  SwitchStatement: 'Write if and else.',
};
