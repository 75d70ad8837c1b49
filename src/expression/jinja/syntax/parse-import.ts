import type { Statement } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseTargetName } from './parse-tuple.ts';
import type { TokenStream } from './token-stream.ts';

const from = (stream: TokenStream, start: number): { start: number; end: number } => ({ start, end: stream.lastEnd });

/** `{% include 'a' ignore missing without context %}` */
export function parseInclude(stream: TokenStream, start: number): Statement {
  const template = parseExpression(stream);
  const ignoreMissing = stream.is('name:ignore') && stream.nextIs('name:missing');
  if (ignoreMissing) {
    stream.next();
    stream.next();
  }
  const withContext = parseContext(stream) ?? true;
  return { type: 'include', template, ignoreMissing, withContext, span: from(stream, start) };
}

/** `{% import 'a' as b with context %}` */
export function parseImport(stream: TokenStream, start: number): Statement {
  const template = parseExpression(stream);
  stream.expect('name:as');
  const target = parseTargetName(stream);
  const withContext = parseContext(stream) ?? false;
  return { type: 'import', template, target, withContext, span: from(stream, start) };
}

/** `{% from 'a' import b as c, d with context %}` */
export function parseFromImport(stream: TokenStream, start: number): Statement {
  const template = parseExpression(stream);
  stream.expect('name:import');
  const names: { name: string; alias: string }[] = [];
  let withContext: boolean | undefined;
  for (;;) {
    if (names.length > 0) stream.expect(',');
    withContext = parseContext(stream);
    if (withContext !== undefined) break;
    names.push(parseImportedName(stream));
    withContext = parseContext(stream);
    if (withContext !== undefined || !stream.is(',')) break;
  }
  return { type: 'from-import', template, names, withContext: withContext ?? false, span: from(stream, start) };
}

function parseImportedName(stream: TokenStream): { name: string; alias: string } {
  const { current } = stream;
  const name = parseTargetName(stream);
  if (name.startsWith('_')) throw stream.error('A name that begins with an underscore cannot be imported', current);
  return { name, alias: stream.skipIf('name:as') ? parseTargetName(stream) : name };
}

function parseContext(stream: TokenStream): boolean | undefined {
  if (!stream.is('name:with', 'name:without') || !stream.nextIs('name:context')) return undefined;
  const isWith = stream.next().text === 'with';
  stream.next();
  return isWith;
}
