import type { Span } from '../../parse/problem.ts';
import type { Expr, Statement } from './ast.ts';
import type { SyntaxDetails } from './syntax-error.ts';
import { JinjaSyntaxError } from './syntax-error.ts';
import type { Token } from './token.ts';

/** Python's limit is 20 nested loops. */
const MOST_NESTED = 100;

const NAMED: Readonly<Record<string, string>> = {
  eof: 'the end of the text',
  block_end: 'the end of the statement',
  variable_end: 'the end of the expression',
  data: 'text',
  string: 'a string',
};

export interface TupleOptions {
  readonly conditional?: boolean;
  /** Only names and literals, as in targets of assignments. */
  readonly simple?: boolean;
  readonly withNamespace?: boolean;
  readonly parenthesized?: boolean;
  readonly endsAt?: string;
}

/** The basic rules of the grammar. */
export interface Grammar {
  expression(stream: TokenStream, conditional?: boolean): Expr;
  primary(stream: TokenStream, withNamespace?: boolean): Expr;
  tuple(stream: TokenStream, options?: TupleOptions): Expr;
  statement(stream: TokenStream): readonly Statement[];
}

/** A cursor over tokens. A name is matched as `name:for`, other tokens by their kind. */
export class TokenStream {
  readonly grammar: Grammar;
  readonly #tokens: readonly Token[];
  #at = 0;
  /** Number of open statements. Changed by `within`. */
  #depth = 0;

  constructor(tokens: readonly Token[], grammar: Grammar) {
    this.grammar = grammar;
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.#tokens[this.#at] ?? this.#last;
  }

  look(): Token {
    return this.#tokens[this.#at + 1] ?? this.#last;
  }

  /** The end of the last consumed token. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  /** Reads the body of a statement, with a limited nesting depth. */
  within<T>(read: () => T): T {
    if (++this.#depth > MOST_NESTED) throw this.error(`Statements are nested more than ${MOST_NESTED} times`);
    const result = read();
    this.#depth--;
    return result;
  }

  next(): Token {
    const token = this.current;
    this.#at++;
    return token;
  }

  is(...wanted: readonly string[]): boolean {
    return wanted.some((kind) => matches(this.current, kind));
  }

  nextIs(wanted: string): boolean {
    return matches(this.look(), wanted);
  }

  skipIf(wanted: string): boolean {
    if (!this.is(wanted)) return false;
    this.#at++;
    return true;
  }

  expect(wanted: string): Token {
    if (this.is(wanted)) return this.next();
    const expected = NAMED[wanted] ?? wanted.replace(/^name:/, '').replace(/^name$/, 'a name');
    throw this.missing(wanted, expected);
  }

  /** `wanted`: as in `Mistake`. `text`: the same in a sentence. */
  missing(wanted: string, text: string): JinjaSyntaxError {
    const atEnd = this.is('eof', 'block_end', 'variable_end');
    return this.error(`${describe(this.current)} is found where ${text} is expected`, this.current, {
      mistake: { kind: 'expected', wanted, atEnd },
    });
  }

  error(message: string, { start, end }: Span = this.current, details: SyntaxDetails = {}): JinjaSyntaxError {
    return new JinjaSyntaxError(message, { start, end: Math.max(end, start + 1) }, details);
  }

  get #last(): Token {
    return this.#tokens.at(-1) ?? { kind: 'eof', text: '', start: 0, end: 0 };
  }
}

function matches(token: Token, wanted: string): boolean {
  return wanted.startsWith('name:') ? token.kind === 'name' && token.text === wanted.slice(5) : token.kind === wanted;
}

/** Describes a token in a sentence. */
export function describe({ kind, text }: Token): string {
  const named = NAMED[kind];
  if (named === undefined) return text;
  return named.charAt(0).toUpperCase() + named.slice(1);
}
