/** A text that is never taken for anything else, though it may look like a list. Only what is printed or set is one. */
export class PlainText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value that expressions calculate with. */
export const withoutMark = (value: unknown): unknown => (value instanceof PlainText ? value.text : value);
