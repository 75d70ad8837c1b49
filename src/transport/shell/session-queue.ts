/** Runs a session's work items one after another, until it is closed. */
export class SessionQueue {
  readonly #onIdle: (isIdle: boolean) => void;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  /** Set once, by `close`: the error that pending work rejects with. */
  #closed: Error | undefined;

  constructor(onIdle: (isIdle: boolean) => void) {
    this.#onIdle = onIdle;
  }

  add<T>(work: () => Promise<T>): Promise<T> {
    if (this.#count++ === 0) this.#onIdle(false);
    const result = this.#last.then(() => {
      if (this.#closed) throw this.#closed;
      return work();
    });
    const end = (): void => {
      if (--this.#count === 0) this.#onIdle(true);
    };
    this.#last = result.then(end, end);
    return result;
  }

  /** No more work starts. Resolves when the current work has ended. */
  async close(reason: Error): Promise<void> {
    this.#closed ??= reason;
    await this.#last;
  }
}
