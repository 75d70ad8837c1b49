/** What the first host to come to work has done, for those that come to it later. */
export class RunOnce {
  /** By key. Set by the first that comes, read by all that come later; kept for the run. */
  readonly #works = new Map<string, Promise<unknown>>();

  /** Does the work unless it is known already. */
  async run<T>(key: string, work: () => Promise<T>): Promise<{ readonly value: T; readonly isFirst: boolean }> {
    const known = this.#works.get(key) as Promise<T> | undefined;
    const running = known ?? work();
    this.#works.set(key, running);
    return { value: await running, isFirst: known === undefined };
  }
}
