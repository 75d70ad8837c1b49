import type { Arguments, Expr } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

const from = (stream: TokenStream, start: number): { start: number; end: number } => ({ start, end: stream.lastEnd });

/** Parses the keys and calls after a value. */
export function parsePostfix(stream: TokenStream, head: Expr): Expr {
  let value = head;
  for (;;) {
    if (stream.is('.', '[')) value = parseSubscript(stream, value);
    else if (stream.is('(')) value = parseCall(stream, value);
    else return value;
  }
}

/** Parses the filters and tests after a value, from left to right. */
export function parseFilters(stream: TokenStream, head: Expr): Expr {
  let value = head;
  for (;;) {
    if (stream.is('|')) {
      stream.next();
      value = parseFilter(stream, value);
    } else if (stream.is('name:is')) value = parseTest(stream, value);
    else if (stream.is('(')) value = parseCall(stream, value);
    else return value;
  }
}

function parseSubscript(stream: TokenStream, object: Expr): Expr {
  const { start } = object.span;
  if (stream.skipIf('.')) {
    const token = stream.next();
    const span = { start, end: token.end };
    if (token.kind === 'name') return { type: 'getattr', object, attr: token.text, span };
    if (token.kind !== 'integer') throw stream.error('A name or a number is expected after the dot', token);
    const index: Expr = { type: 'const', value: { kind: 'int', text: token.text }, span: token };
    return { type: 'getitem', object, index, span };
  }
  stream.expect('[');
  const args: Expr[] = [];
  while (!stream.is(']')) {
    if (args.length > 0) stream.expect(',');
    args.push(parseSubscribed(stream));
  }
  stream.expect(']');
  const span = from(stream, start);
  const [only] = args;
  return {
    type: 'getitem',
    object,
    index: only && args.length === 1 ? only : { type: 'tuple', items: args, span },
    span,
  };
}

function parseSubscribed(stream: TokenStream): Expr {
  const { start } = stream.current;
  const first = stream.is(':') ? undefined : stream.grammar.expression(stream);
  if (first && !stream.is(':')) return first;
  stream.expect(':');
  const stop = stream.is(':', ']', ',') ? undefined : stream.grammar.expression(stream);
  const step = stream.skipIf(':') && !stream.is(']', ',') ? stream.grammar.expression(stream) : undefined;
  return { type: 'slice', start: first, stop, step, span: from(stream, start) };
}

function parseCall(stream: TokenStream, callee: Expr): Expr {
  const args = parseArguments(stream);
  return { type: 'call', callee, ...args, span: from(stream, callee.span.start) };
}

const NO_ARGUMENTS: Arguments = { args: [], kwargs: [], dynArgs: undefined, dynKwargs: undefined };

/** Parses the arguments in parentheses. */
export function parseArguments(stream: TokenStream): Arguments {
  const open = stream.expect('(');
  const args: Expr[] = [];
  const kwargs: { name: string; value: Expr }[] = [];
  let dynArgs: Expr | undefined;
  let dynKwargs: Expr | undefined;
  let first = true;
  while (!stream.is(')')) {
    if (!first) stream.expect(',');
    if (!first && stream.is(')')) break;
    first = false;
    if (dynKwargs ?? (dynArgs && !stream.is('name', '**')))
      throw stream.error('Nothing can follow these arguments', open);
    if (stream.skipIf('*')) dynArgs = stream.grammar.expression(stream);
    else if (stream.skipIf('**')) dynKwargs = stream.grammar.expression(stream);
    else if (stream.is('name') && stream.nextIs('=')) {
      const { text: name } = stream.next();
      stream.next();
      kwargs.push({ name, value: stream.grammar.expression(stream) });
    } else {
      if (kwargs.length > 0 || dynArgs) throw stream.error('An argument without a name cannot follow one with a name');
      args.push(stream.grammar.expression(stream));
    }
  }
  stream.expect(')');
  return { args, kwargs, dynArgs, dynKwargs };
}

function parseDottedName(stream: TokenStream): string {
  let name = stream.expect('name').text;
  while (stream.skipIf('.')) name += `.${stream.expect('name').text}`;
  return name;
}

/** Parses a filter after its `|`, and in a filter block also the following ones. */
export function parseFilter(stream: TokenStream, value: Expr | undefined): Expr {
  const { start } = stream.current;
  const name = parseDottedName(stream);
  const args = stream.is('(') ? parseArguments(stream) : NO_ARGUMENTS;
  return { type: 'filter', value, name, ...args, span: from(stream, start) };
}

const ARGUMENT_STARTS = ['name', 'string', 'integer', 'float', '(', '[', '{'];

function parseTest(stream: TokenStream, value: Expr): Expr {
  stream.next();
  const { start } = stream.current;
  const negated = stream.skipIf('name:not');
  const name = parseDottedName(stream);
  const args = parseTestArguments(stream);
  const span = from(stream, start);
  const test: Expr = { type: 'test', value, name, ...args, span };
  return negated ? { type: 'not', operand: test, span } : test;
}

function parseTestArguments(stream: TokenStream): Arguments {
  if (stream.is('(')) return parseArguments(stream);
  if (!stream.is(...ARGUMENT_STARTS) || stream.is('name:else', 'name:or', 'name:and')) return NO_ARGUMENTS;
  if (stream.is('name:is')) throw stream.error('Tests cannot be chained with is');
  return { ...NO_ARGUMENTS, args: [parsePostfix(stream, stream.grammar.primary(stream))] };
}
