/**
 * A token of a template. Operators have their own text as kind. `text` is what was meant: a string without its quotes
 * and escapes; the digits of a number.
 */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
