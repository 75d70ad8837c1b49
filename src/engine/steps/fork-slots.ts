/** So many nodes run at once. One that waits for others gives its place up meanwhile. */
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

  /** Called by work that has a place. */
  async whileWaiting(wait: Promise<void>): Promise<void> {
    this.give();
    try {
      await wait;
    } finally {
      await this.take();
    }
  }

  /** Resolves when there is a place; whoever has it gives it back. */
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
