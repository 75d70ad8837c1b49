import type { Mistake } from '../../parse/mistake.ts';
import type { Span } from '../../parse/problem.ts';

/** What is known of a mistake beyond its message. */
export interface SyntaxDetails {
  readonly suggestion?: string | undefined;
  readonly mistake?: Mistake | undefined;
}

/** A mistake in the syntax of a template, with offsets of the prepared text. */
export class JinjaSyntaxError extends Error {
  readonly span: Span;
  readonly details: SyntaxDetails;

  constructor(message: string, span: Span, details: SyntaxDetails = {}) {
    super(message);
    this.span = span;
    this.details = details;
  }
}
