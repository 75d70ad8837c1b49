import type { Statement } from './ast.ts';
import { parseTuple } from './parse-tuple.ts';
import type { TokenStream } from './token-stream.ts';

/** Parses the statements of a whole template. */
export const parseTemplate = (stream: TokenStream): readonly Statement[] => parseBody(stream, []);

/**
 * Parses statements up to a tag with one of these words, which is then the current token. Throws if the text ends before
 * that, or if another end is found.
 */
export function parseBody(stream: TokenStream, ends: readonly string[]): readonly Statement[] {
  const body: Statement[] = [];
  while (!stream.is('eof')) {
    const { kind, text, start, end } = stream.current;
    if (kind === 'data') {
      stream.next();
      body.push({ type: 'data', text, span: { start, end } });
    } else if (kind === 'variable_begin') {
      stream.next();
      const value = parseTuple(stream);
      stream.expect('variable_end');
      body.push({ type: 'output', value, span: { start, end: stream.lastEnd } });
    } else {
      stream.next();
      if (ends.some((word) => stream.is(`name:${word}`))) return body;
      body.push(...stream.grammar.statement(stream));
      stream.expect('block_end');
    }
  }
  const end = ends.at(-1);
  if (end !== undefined)
    throw stream.error(`A block is not closed: ${end} is missing`, stream.current, {
      mistake: { kind: 'open-block', end },
    });
  return body;
}

/** Parses the body of a statement after the words of its tag. `words` may end it; the last of them closes the statement. */
export function parseStatements(stream: TokenStream, ...words: readonly string[]): readonly Statement[] {
  stream.skipIf(':');
  stream.expect('block_end');
  return stream.within(() => parseBody(stream, words));
}

/** Like `parseStatements`, if only one word ends the body; the word is consumed. */
export function parseStatementsThrough(stream: TokenStream, word: string): readonly Statement[] {
  const body = parseStatements(stream, word);
  stream.next();
  return body;
}
