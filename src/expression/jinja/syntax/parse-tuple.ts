import type { Expr, Target } from './ast.ts';
import type { TokenStream, TupleOptions } from './token-stream.ts';

/** Parses expressions separated by commas, or one expression without a comma. */
export function parseTuple(stream: TokenStream, options: TupleOptions = {}): Expr {
  const { start } = stream.current;
  const items: Expr[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expect(',');
    if (isEnd(stream, options.endsAt)) break;
    items.push(parseItem(stream, options));
    if (!stream.is(',')) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only) return only;
  if (!isTuple && options.parenthesized !== true) {
    throw stream.missing('expression', 'an expression');
  }
  return { type: 'tuple', items, span: { start, end: Math.max(start, stream.lastEnd) } };
}

const parseItem = (stream: TokenStream, { simple, withNamespace, conditional = true }: TupleOptions): Expr =>
  simple === true ? stream.grammar.primary(stream, withNamespace) : stream.grammar.expression(stream, conditional);

const isEnd = (stream: TokenStream, endsAt: string | undefined): boolean =>
  stream.is('variable_end', 'block_end', ')', ...(endsAt === undefined ? [] : [endsAt]));

const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/** Parses the target of an assignment. */
export function parseTarget(stream: TokenStream, options: TupleOptions = {}): Target {
  const target = parseTuple(stream, { ...options, simple: true });
  if (isTarget(target)) return target;
  throw stream.error('Only a name, or names between commas, can be assigned to', target.span);
}

/** Parses a name that a statement assigns to. */
export function parseTargetName(stream: TokenStream): string {
  const token = stream.expect('name');
  if (RESERVED.has(token.text)) throw stream.error(`${token.text} cannot be assigned to`, token);
  return token.text;
}

function isTarget(expr: Expr): expr is Target {
  if (expr.type === 'tuple') return expr.items.every(isTarget);
  return expr.type === 'name' || expr.type === 'nsref';
}
