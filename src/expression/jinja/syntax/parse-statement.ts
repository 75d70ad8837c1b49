import { didYouMean } from '../../../diagnostic/suggest.ts';
import type { Expr, IfBranch, Parameter, Statement, Target } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseImport, parseFromImport, parseInclude } from './parse-import.ts';
import { parseFilter } from './parse-postfix.ts';
import { parseTarget, parseTargetName, parseTuple } from './parse-tuple.ts';
import { parseStatements, parseStatementsThrough } from './parse-template.ts';
import type { TokenStream } from './token-stream.ts';

type Parse = (stream: TokenStream, start: number) => Statement | readonly Statement[];

const from = (stream: TokenStream, start: number): { start: number; end: number } => ({ start, end: stream.lastEnd });

/** Parses the statement at the current token, which is the word after `{%`, up to the `%}` of its last tag. */
export function parseStatement(stream: TokenStream): readonly Statement[] {
  const { start } = stream.current;
  const word = stream.expect('name').text;
  const parse = STATEMENTS[word];
  if (!parse || !Object.hasOwn(STATEMENTS, word)) throw unknownTag(stream, word, start);
  const statement = parse(stream, start);
  return Array.isArray(statement) ? (statement as readonly Statement[]) : [statement as Statement];
}

function unknownTag(stream: TokenStream, word: string, start: number): Error {
  const span = { start, end: start + word.length };
  if (/^(end|else$|elif$)/.test(word))
    return stream.error(`This ${word} closes nothing`, span, { mistake: { kind: 'stray-word', word } });
  const suggestion = didYouMean(word, Object.keys(STATEMENTS));
  return stream.error(`There is no statement ${word}`, span, { suggestion, mistake: { kind: 'unknown-statement' } });
}

const STATEMENTS: Readonly<Record<string, Parse>> = {
  for: parseFor,
  if: parseIf,
  set: parseSet,
  macro: parseMacro,
  call: parseCallBlock,
  filter: parseFilterBlock,
  with: parseWith,
  block: parseBlock,
  extends: (stream, start) => ({ type: 'extends', template: parseExpression(stream), span: from(stream, start) }),
  include: parseInclude,
  import: parseImport,
  from: parseFromImport,
  print: parsePrint,
  do: (stream, start) => ({ type: 'do', value: parseTuple(stream), span: from(stream, start) }),
  break: (stream, start) => ({ type: 'break', span: from(stream, start) }),
  continue: (stream, start) => ({ type: 'continue', span: from(stream, start) }),
};

function parseFor(stream: TokenStream, start: number): Statement {
  const target = parseTarget(stream, { endsAt: 'name:in' });
  stream.expect('name:in');
  const iterable = parseTuple(stream, { conditional: false, endsAt: 'name:recursive' });
  const test = stream.skipIf('name:if') ? parseExpression(stream) : undefined;
  const recursive = stream.skipIf('name:recursive');
  const span = from(stream, start);
  const body = parseStatements(stream, 'else', 'endfor');
  const otherwise = stream.next().text === 'else' ? parseStatementsThrough(stream, 'endfor') : [];
  return { type: 'for', target, iterable, test, recursive, body, otherwise, span };
}

function parseIf(stream: TokenStream, start: number): Statement {
  const branches: IfBranch[] = [];
  for (;;) {
    const test = parseTuple(stream, { conditional: false });
    branches.push({ test, body: parseStatements(stream, 'elif', 'else', 'endif') });
    const { text } = stream.next();
    if (text === 'elif') continue;
    const otherwise = text === 'else' ? parseStatementsThrough(stream, 'endif') : [];
    return { type: 'if', branches, otherwise, span: from(stream, start) };
  }
}

function parseSet(stream: TokenStream, start: number): Statement {
  const target = parseTarget(stream, { withNamespace: true });
  if (stream.skipIf('=')) return { type: 'set', target, value: parseTuple(stream), span: from(stream, start) };
  let filter: Expr | undefined;
  while (stream.skipIf('|')) filter = parseFilter(stream, filter);
  return {
    type: 'set-block',
    target,
    filter,
    body: parseStatementsThrough(stream, 'endset'),
    span: from(stream, start),
  };
}

function parseMacro(stream: TokenStream, start: number): Statement {
  const name = parseTargetName(stream);
  const parameters = parseSignature(stream);
  return {
    type: 'macro',
    name,
    parameters,
    body: parseStatementsThrough(stream, 'endmacro'),
    span: from(stream, start),
  };
}

function parseSignature(stream: TokenStream): readonly Parameter[] {
  const parameters: Parameter[] = [];
  stream.expect('(');
  while (!stream.is(')')) {
    if (parameters.length > 0) stream.expect(',');
    const { current } = stream;
    const name = parseTargetName(stream);
    const fallback = stream.skipIf('=') ? parseExpression(stream) : undefined;
    if (!fallback && parameters.some((other) => other.fallback)) {
      throw stream.error('A parameter without a default cannot follow one with a default', current);
    }
    parameters.push({ name, fallback });
  }
  stream.expect(')');
  return parameters;
}

function parseCallBlock(stream: TokenStream, start: number): Statement {
  const parameters = stream.is('(') ? parseSignature(stream) : [];
  const call = parseExpression(stream);
  if (call.type !== 'call') throw stream.error('A call of a macro is expected here', call.span);
  return {
    type: 'call-block',
    call,
    parameters,
    body: parseStatementsThrough(stream, 'endcall'),
    span: from(stream, start),
  };
}

function parseFilterBlock(stream: TokenStream, start: number): Statement {
  let filter = parseFilter(stream, undefined);
  while (stream.skipIf('|')) filter = parseFilter(stream, filter);
  return { type: 'filter-block', filter, body: parseStatementsThrough(stream, 'endfilter'), span: from(stream, start) };
}

function parseWith(stream: TokenStream, start: number): Statement {
  const bindings: { target: Target; value: Expr }[] = [];
  while (!stream.is('block_end')) {
    if (bindings.length > 0) stream.expect(',');
    const target = parseTarget(stream);
    stream.expect('=');
    bindings.push({ target, value: parseExpression(stream) });
  }
  return { type: 'with', bindings, body: parseStatementsThrough(stream, 'endwith'), span: from(stream, start) };
}

function parseBlock(stream: TokenStream, start: number): Statement {
  const name = stream.expect('name').text;
  const scoped = stream.skipIf('name:scoped');
  const required = stream.skipIf('name:required');
  const body = parseStatementsThrough(stream, 'endblock');
  stream.skipIf(`name:${name}`);
  const onlyBlanks = body.every((part) => part.type === 'data' && part.text.trim() === '');
  if (required && !onlyBlanks) throw stream.error('A required block holds nothing but blanks', from(stream, start));
  return { type: 'block', name, scoped, required, body, span: from(stream, start) };
}

function parsePrint(stream: TokenStream): readonly Statement[] {
  const printed: Statement[] = [];
  while (!stream.is('block_end')) {
    if (printed.length > 0) stream.expect(',');
    const value = parseExpression(stream);
    printed.push({ type: 'output', value, span: value.span });
  }
  return printed;
}
