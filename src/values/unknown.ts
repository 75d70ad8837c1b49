/**
 * A value that is unknown before apply, such as the output of a command that has not run.
 * Reading it makes the whole expression Unknown; it is never printed.
 */
export class Unknown {
  /** The reason, for people: `registered by "build the index", which has not run`. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** A value of which it is even unknown whether it will be set. */
export class MaybeUnset extends Unknown {}

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;
