import type { Expr, Literal } from '../syntax/ast.ts';
import type { Codegen } from './codegen.ts';
import { checkCall } from './check-names.ts';
import { emitArguments, quote } from './emit-arguments.ts';
import { emitFilter, emitTest } from './emit-filter.ts';
import { emitHeld, emitPart } from './emit-held.ts';
import { mayVary } from './mentions.ts';

/** The code of an expression's value. */
export function emitExpression(node: Expr, g: Codegen): string {
  switch (node.type) {
    case 'const':
      return emitLiteral(node.value);
    case 'name':
      return emitName(node, g);
    case 'nsref':
      return emitName(node, g);
    case 'list':
      return `[${node.items.map((item) => g.expression(item)).join(', ')}]`;
    case 'tuple':
      return `$.tuple(${node.items.map((item) => g.expression(item)).join(', ')})`;
    case 'dict':
      return `$.dict([${node.pairs.map(([key, value]) => `[${g.expression(key)}, ${g.expression(value)}]`).join(', ')}], ${g.site(node.span)})`;
    case 'getattr':
      return `$.attr(${g.expression(node.object)}, ${quote(node.attr)}, ${g.site(node.span)})`;
    case 'getitem':
      return `$.item(${node.index.type === 'slice' ? emitPart(node.object, g) : g.expression(node.object)}, ${g.expression(node.index)}, ${g.site(node.span)})`;
    case 'slice':
      return `$.slice(${[node.start, node.stop, node.step].map((part) => (part ? g.expression(part) : 'null')).join(', ')})`;
    case 'call':
      checkCall(node, g);
      return `$.call(${g.expression(node.callee)}, ${emitArguments(node, g, emitHeld)}, ${g.site(node.span)})`;
    case 'filter':
      return emitFilter(node, g);
    case 'test':
      return emitTest(node, g);
    default:
      return emitOperator(node, g);
  }
}

type Operator = Exclude<
  Expr,
  {
    type:
      | 'const'
      | 'name'
      | 'nsref'
      | 'list'
      | 'tuple'
      | 'dict'
      | 'getattr'
      | 'getitem'
      | 'slice'
      | 'call'
      | 'filter'
      | 'test';
  }
>;

function emitOperator(node: Operator, g: Codegen): string {
  switch (node.type) {
    case 'not':
      return `(!${emitCondition(node.operand, g)})`;
    case 'neg':
    case 'pos':
      return `$.sign(${node.type === 'neg' ? "'-'" : "'+'"}, ${g.expression(node.operand)}, ${g.site(node.span)})`;
    case 'and':
    case 'or':
      return `$.${node.type}(${g.expression(node.left)}, () => ${g.skippable(() => g.expression(node.right))})`;
    case 'binary':
      if (isNegativePower(node)) return emitNegativePower(node, g);
      return `$.calculate(${quote(node.op)}, ${emitPart(node.left, g)}, ${emitPart(node.right, g)}, ${g.site(node.span)})`;
    case 'concat':
      return `(${node.items.map((item) => `$.str(${g.expression(item)}, ${g.site(item.span)})`).join(' + ')})`;
    case 'compare':
      return emitCompare(node, g);
    case 'cond': {
      const test = emitCondition(node.test, g);
      const { yes, no } = node;
      return g.skippable(() => `(${test} ? ${g.expression(yes)} : ${no ? g.expression(no) : '$.nothing'})`);
    }
  }
}

type Binary = Extract<Expr, { type: 'binary' }>;

/** Jinja writes `(-1) ** x` as `-1 ** x`, which Python reads as `-(1 ** x)`, unless Jinja computes it at compile time. */
const isNegativePower = ({ op, left, right }: Binary): boolean =>
  op === '**' && left.type === 'neg' && left.operand.type === 'const' && mayVary(right);

function emitNegativePower({ left, right, span }: Binary, g: Codegen): string {
  const base = left.type === 'neg' ? g.expression(left.operand) : g.expression(left);
  const power = `$.calculate('**', ${base}, ${g.expression(right)}, ${g.site(span)})`;
  return `$.sign('-', ${power}, ${g.site(span)})`;
}

function emitCompare({ left, ops, span }: Extract<Expr, { type: 'compare' }>, g: Codegen): string {
  const site = g.site(span);
  const [first, ...others] = ops;
  if (first && others.length === 0) {
    return `$.compare(${quote(first.op)}, ${g.expression(left)}, ${g.expression(first.value)}, ${site})`;
  }
  const links = ops.map(({ op, value }) => `[${quote(op)}, () => ${g.expression(value)}]`);
  return `$.compareAll(${g.expression(left)}, [${links.join(', ')}], ${site})`;
}

/** The code of a condition, with a boolean result. */
export function emitCondition(node: Expr, g: Codegen): string {
  switch (node.type) {
    case 'and':
    case 'or': {
      const right = (): string => g.skippable(() => emitCondition(node.right, g));
      return `(${emitCondition(node.left, g)} ${node.type === 'and' ? '&&' : '||'} ${right()})`;
    }
    case 'not':
    case 'test':
    case 'compare':
      return g.expression(node);
    default:
      return `$.truth(${g.expression(node)}, ${g.site(node.span)})`;
  }
}

function emitName({ name, span }: Extract<Expr, { name: string; type: 'name' | 'nsref' }>, g: Codegen): string {
  const code = g.frame.read(name, () => {
    g.read(span, name);
    return `$.resolve(${quote(name)}, ${g.site(span)})`;
  });
  return g.output === 'value' && g.frame.knows(name) ? `$.value(${code})` : code;
}

function emitLiteral(value: Literal): string {
  switch (value.kind) {
    case 'string':
      return quote(value.text);
    case 'bool':
      return String(value.value);
    case 'none':
      return 'null';
    case 'float':
      return `$.float(${Number(value.text)})`;
    case 'int': {
      const int = BigInt(value.text);
      return int <= BigInt(Number.MAX_SAFE_INTEGER) ? int.toString() : `${int}n`;
    }
  }
}
