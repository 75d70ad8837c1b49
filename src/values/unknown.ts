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

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;
