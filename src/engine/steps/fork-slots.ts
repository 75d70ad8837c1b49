/** Limits the number of nodes that run at the same time. A node releases its slot while it waits for others. */
export class ForkSlots {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(forks: number) {
    this.#free = forks;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.take();
    try {
      return await work();
    } finally {
      this.give();
    }
  }

  /** Called by a holder of a slot. */
  async whileWaiting(wait: Promise<void>): Promise<void> {
    this.give();
    try {
      await wait;
    } finally {
      await this.take();
    }
  }

  /** Resolves with a slot, which its holder must release. */
  take(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  give(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free++;
  }
}
