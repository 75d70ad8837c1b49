/** Results of work that only the first host does, for the hosts that reach it later. */
export class RunOnce {
  /** By key. Set by the first host, read by all later hosts; kept for the run. */
  readonly #works = new Map<string, Promise<unknown>>();

  /** Does the work unless its result is known. */
  async run<T>(key: string, work: () => Promise<T>): Promise<{ readonly value: T; readonly isFirst: boolean }> {
    const known = this.#works.get(key) as Promise<T> | undefined;
    const running = known ?? work();
    this.#works.set(key, running);
    return { value: await running, isFirst: known === undefined };
  }
}
