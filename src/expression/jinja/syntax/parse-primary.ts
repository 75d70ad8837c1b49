import type { Expr, Literal } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['true', { kind: 'bool', value: true }],
  ['True', { kind: 'bool', value: true }],
  ['false', { kind: 'bool', value: false }],
  ['False', { kind: 'bool', value: false }],
  ['none', { kind: 'none' }],
  ['None', { kind: 'none' }],
]);

/** Parses a literal, a name, or an expression in brackets. A namespace's key, `ns.key`, is allowed only as the target of an assignment. */
export function parsePrimary(stream: TokenStream, withNamespace = false): Expr {
  const { kind, start } = stream.current;
  switch (kind) {
    case 'name':
      return parseName(stream, withNamespace);
    case 'string':
      return parseString(stream);
    case 'integer':
    case 'float': {
      const { text, end } = stream.next();
      return { type: 'const', value: { kind: kind === 'float' ? 'float' : 'int', text }, span: { start, end } };
    }
    case '(': {
      stream.next();
      const inner = stream.grammar.tuple(stream, { parenthesized: true });
      stream.expect(')');
      return { ...inner, span: { start, end: stream.lastEnd } };
    }
    case '[':
      return parseList(stream);
    case '{':
      return parseDict(stream);
    default:
      throw stream.missing('expression', 'an expression');
  }
}

function parseName(stream: TokenStream, withNamespace: boolean): Expr {
  const { text, start, end } = stream.next();
  const value = WORDS.get(text);
  if (value) return { type: 'const', value, span: { start, end } };
  if (!withNamespace || !stream.skipIf('.')) return { type: 'name', name: text, span: { start, end } };
  const { text: attr } = stream.expect('name');
  return { type: 'nsref', name: text, attr, span: { start, end: stream.lastEnd } };
}

/** Adjacent strings are concatenated. */
function parseString(stream: TokenStream): Expr {
  const { start } = stream.current;
  let text = '';
  while (stream.is('string')) text += stream.next().text;
  return { type: 'const', value: { kind: 'string', text }, span: { start, end: stream.lastEnd } };
}

function parseList(stream: TokenStream): Expr {
  const { start } = stream.expect('[');
  const items: Expr[] = [];
  while (!stream.is(']')) {
    if (items.length > 0) stream.expect(',');
    if (stream.is(']')) break;
    items.push(stream.grammar.expression(stream));
  }
  stream.expect(']');
  return { type: 'list', items, span: { start, end: stream.lastEnd } };
}

function parseDict(stream: TokenStream): Expr {
  const { start } = stream.expect('{');
  const pairs: [Expr, Expr][] = [];
  while (!stream.is('}')) {
    if (pairs.length > 0) stream.expect(',');
    if (stream.is('}')) break;
    const key = stream.grammar.expression(stream);
    stream.expect(':');
    pairs.push([key, stream.grammar.expression(stream)]);
  }
  stream.expect('}');
  return { type: 'dict', pairs, span: { start, end: stream.lastEnd } };
}
