/** What is wrong with the syntax of an expression or template, as far as a correction of its text depends on it. */
export type Mistake =
  /** Nothing is written where an expression is required. */
  | { readonly kind: 'empty' }
  /** The text ends within an expression, a bracket or a quote. */
  | { readonly kind: 'incomplete' }
  /** The expression is complete, and more follows. */
  | { readonly kind: 'surplus' }
  | { readonly kind: 'unexpected' }
  /** A character that the language does not have. */
  | { readonly kind: 'character' }
  /** A certain token is required: its kind, or `name:for` for a word, or an expression. `atEnd`: its tag or the text ends there. */
  | { readonly kind: 'expected'; readonly wanted: string; readonly atEnd: boolean }
  | { readonly kind: 'open-comment' }
  | { readonly kind: 'open-block'; readonly end: string }
  /** A word that ends or divides a block that is not open. */
  | { readonly kind: 'stray-word'; readonly word: string }
  | { readonly kind: 'stray-bracket'; readonly expected: string | undefined }
  | { readonly kind: 'unknown-statement' };
