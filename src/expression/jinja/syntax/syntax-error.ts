import type { Span } from '../../parse/problem.ts';

/** A mistake in the syntax of a template, with offsets of the prepared text. */
export class JinjaSyntaxError extends Error {
  readonly span: Span;
  readonly suggestion: string | undefined;

  constructor(message: string, span: Span, suggestion?: string) {
    super(message);
    this.span = span;
    this.suggestion = suggestion;
  }
}
