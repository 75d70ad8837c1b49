/** Runs a session's work one after another, until it is closed. */
export class SessionQueue {
  #last: Promise<unknown> = Promise.resolve();
  /** Set once, by `close`: what work that has not begun rejects with. */
  #closed: Error | undefined;

  add<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      if (this.#closed) throw this.#closed;
      return work();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Nothing begins any more. Resolves when what had begun has ended. */
  async close(reason: Error): Promise<void> {
    this.#closed ??= reason;
    await this.#last;
  }
}
