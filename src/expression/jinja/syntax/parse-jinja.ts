import type { Statement } from './ast.ts';
import { doubleBackslashes } from './double-backslashes.ts';
import { readHeader } from './header.ts';
import { lex } from './lex.ts';
import { parseExpression } from './parse-expression.ts';
import { parsePrimary } from './parse-primary.ts';
import { parseStatement } from './parse-statement.ts';
import { parseTemplate } from './parse-template.ts';
import { parseTuple } from './parse-tuple.ts';
import { prepareText } from './prepared-text.ts';
import type { PreparedText } from './prepared-text.ts';
import type { Settings } from './settings.ts';
import { JinjaSyntaxError } from './syntax-error.ts';
import { TokenStream } from './token-stream.ts';

/** `value`: a text in YAML. `file`: a template, whose output is always text. `condition` and `expression`: without braces. */
export type JinjaKind = 'value' | 'file' | 'condition' | 'expression';

export interface ParsedJinja {
  readonly body: readonly Statement[];
  readonly settings: Settings;
  /** Maps offsets of the tree to offsets in the original text. */
  readonly toOriginal: (offset: number) => number;
}

/** Parses a text. Throws `JinjaSyntaxError` with a span in the original text. */
export function parseJinja(text: string, kind: JinjaKind, given: Settings): ParsedJinja {
  if (kind === 'condition') return parseBare(text, CONDITION, given);
  if (kind === 'expression') return parseBare(text, OUTPUT, given);
  const { settings, length } = readHeader(text, given);
  const head = prepareText(text.slice(length), settings.keepTrailingNewline);
  const source = shifted(head, length);
  return placed(source, () => {
    const prepared = kind === 'value' ? doubleBackslashes(source, settings) : source;
    return parsePrepared(prepared, settings);
  });
}

const GRAMMAR = { expression: parseExpression, primary: parsePrimary, tuple: parseTuple, statement: parseStatement };

/** The text around a bare expression, so that it is parsed like in Ansible. */
const CONDITION = { before: '{% if ', after: ' %}{% endif %}' };
const OUTPUT = { before: '{{ ', after: ' }}' };

function parseBare(text: string, { before, after }: typeof CONDITION, settings: Settings): ParsedJinja {
  const source = shifted(
    { text: before + text.replace(/\r\n?/g, '\n') + after, toOriginal: (at) => at },
    -before.length,
  );
  const clamp = (offset: number): number => Math.min(Math.max(source.toOriginal(offset), 0), text.length);
  return placed({ ...source, toOriginal: clamp }, () =>
    parsePrepared({ text: source.text, toOriginal: clamp }, settings),
  );
}

function parsePrepared({ text, toOriginal }: PreparedText, settings: Settings): ParsedJinja {
  try {
    return { body: parseTemplate(new TokenStream(lex(text, settings), GRAMMAR)), settings, toOriginal };
  } catch (error) {
    throw original(error, toOriginal);
  }
}

/** Errors of the preparation itself refer to its input. */
function placed(source: PreparedText, parse: () => ParsedJinja): ParsedJinja {
  try {
    return parse();
  } catch (error) {
    throw error instanceof Placed ? error.error : original(error, source.toOriginal, false);
  }
}

class Placed extends Error {
  readonly error: JinjaSyntaxError;

  constructor(error: JinjaSyntaxError) {
    super(error.message);
    this.error = error;
  }
}

function original(error: unknown, toOriginal: (offset: number) => number, wrap = true): unknown {
  if (!(error instanceof JinjaSyntaxError)) return error;
  const { message, span, details } = error;
  const moved = new JinjaSyntaxError(message, { start: toOriginal(span.start), end: toOriginal(span.end) }, details);
  return wrap ? new Placed(moved) : moved;
}

const shifted = ({ text, toOriginal }: PreparedText, by: number): PreparedText => ({
  text,
  toOriginal: (offset) => toOriginal(offset) + by,
});
