/** A value that is missing. A strict one fails when it is used; a lenient one prints nothing and is false. */
export class Undefined {
  readonly strict: boolean;
  readonly #raise: () => never;

  constructor(raise: () => never, strict = true) {
    this.#raise = raise;
    this.strict = strict;
  }

  /** Throws the error of its first place. */
  raise(): never {
    return this.#raise();
  }
}

/** Throws where a value is missing and was to be used. */
export function refuseUndefined(value: unknown): void {
  if (value instanceof Undefined) value.raise();
}
