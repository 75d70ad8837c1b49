import type { CompareOperand, CompareOperator, Expr } from './ast.ts';
import { parsePostfix, parseFilters } from './parse-postfix.ts';
import { parsePrimary } from './parse-primary.ts';
import type { TokenStream } from './token-stream.ts';

const from = (stream: TokenStream, start: number): { start: number; end: number } => ({ start, end: stream.lastEnd });

/** Parses an expression; without `conditional`, one that is not followed by `if`. */
export const parseExpression = (stream: TokenStream, conditional = true): Expr =>
  conditional ? parseConditional(stream) : parseOr(stream);

function parseConditional(stream: TokenStream): Expr {
  const { start } = stream.current;
  let value = parseOr(stream);
  while (stream.skipIf('name:if')) {
    const test = parseOr(stream);
    const no = stream.skipIf('name:else') ? parseConditional(stream) : undefined;
    value = { type: 'cond', test, yes: value, no, span: from(stream, start) };
  }
  return value;
}

function parseOr(stream: TokenStream): Expr {
  const { start } = stream.current;
  let left = parseAnd(stream);
  while (stream.skipIf('name:or')) left = { type: 'or', left, right: parseAnd(stream), span: from(stream, start) };
  return left;
}

function parseAnd(stream: TokenStream): Expr {
  const { start } = stream.current;
  let left = parseNot(stream);
  while (stream.skipIf('name:and')) left = { type: 'and', left, right: parseNot(stream), span: from(stream, start) };
  return left;
}

function parseNot(stream: TokenStream): Expr {
  const { start } = stream.current;
  if (!stream.skipIf('name:not')) return parseCompare(stream);
  return { type: 'not', operand: parseNot(stream), span: from(stream, start) };
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

function parseCompare(stream: TokenStream): Expr {
  const { start } = stream.current;
  const left = parseSum(stream);
  const ops: CompareOperand[] = [];
  for (let op = comparison(stream); op !== undefined; op = comparison(stream))
    ops.push({ op, value: parseSum(stream) });
  return ops.length === 0 ? left : { type: 'compare', left, ops, span: from(stream, start) };
}

function comparison(stream: TokenStream): CompareOperator | undefined {
  if (COMPARISONS.has(stream.current.kind)) return stream.next().kind as CompareOperator;
  if (stream.skipIf('name:in')) return 'in';
  if (!stream.is('name:not') || !stream.nextIs('name:in')) return undefined;
  stream.next();
  stream.next();
  return 'not in';
}

type Parse = (stream: TokenStream) => Expr;

const binary =
  (operand: Parse, ...operators: readonly ('+' | '-' | '*' | '/' | '//' | '%' | '**')[]): Parse =>
  (stream) => {
    const { start } = stream.current;
    let left = operand(stream);
    for (;;) {
      const op = operators.find((operator) => stream.skipIf(operator));
      if (op === undefined) return left;
      left = { type: 'binary', op, left, right: operand(stream), span: from(stream, start) };
    }
  };

const parsePower = binary((stream) => parseUnary(stream, true), '**');
const parseProduct = binary(parsePower, '*', '/', '//', '%');
const parseSum = binary(parseConcat, '+', '-');

function parseConcat(stream: TokenStream): Expr {
  const { start } = stream.current;
  const first = parseProduct(stream);
  const items = [first];
  while (stream.skipIf('~')) items.push(parseProduct(stream));
  return items.length === 1 ? first : { type: 'concat', items, span: from(stream, start) };
}

/** A sign has a lower precedence than keys, and a higher one than filters. */
function parseUnary(stream: TokenStream, withFilters: boolean): Expr {
  const { start } = stream.current;
  const type = stream.skipIf('-') ? 'neg' : stream.skipIf('+') ? 'pos' : undefined;
  const node: Expr = type
    ? { type, operand: parseUnary(stream, false), span: from(stream, start) }
    : parsePrimary(stream);
  const value = parsePostfix(stream, node);
  return withFilters ? parseFilters(stream, value) : value;
}
