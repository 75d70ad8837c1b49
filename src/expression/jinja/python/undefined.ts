/** A missing value. A strict one fails when it is used; a lenient one prints nothing and is false. */
export class Undefined {
  readonly strict: boolean;
  readonly #raise: () => never;

  constructor(raise: () => never, strict = true) {
    this.#raise = raise;
    this.strict = strict;
  }

  /** Throws the error with its original location. */
  raise(): never {
    return this.#raise();
  }
}

/** Throws if a value is missing but required. */
export function refuseUndefined(value: unknown): void {
  if (value instanceof Undefined) value.raise();
}
