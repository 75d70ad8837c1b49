/**
 * A token of a template. The kind of an operator is its text. `text` is the decoded value: a string without its quotes
 * and escapes; the digits of a number.
 */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
