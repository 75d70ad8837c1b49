/** A text that always remains text, even if it looks like a list. Only used for printed and assigned values. */
export class PlainText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value for use in expressions. */
export const withoutMark = (value: unknown): unknown => (value instanceof PlainText ? value.text : value);
