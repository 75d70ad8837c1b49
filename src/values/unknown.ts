/**
 * A value that can't be known before apply, such as the output of a command that has not run.
 * Reading it makes the whole expression Unknown; it is never printed.
 */
export class Unknown {
  /** Why it is not known, for people: `registered by "build the index", which has not run`. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** A value of which it can't be known before apply whether it is set at all. */
export class MaybeUnset extends Unknown {}

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;
