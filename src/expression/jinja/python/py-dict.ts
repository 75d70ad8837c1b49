/** A dict with keys other than texts, or with an order that a plain object does not keep. Keys that are equal in Python are the same. */
export class PyDict {
  readonly #entries = new Map<unknown, [key: unknown, value: unknown]>();

  get size(): number {
    return this.#entries.size;
  }

  set(hash: unknown, key: unknown, value: unknown): void {
    const known = this.#entries.get(hash);
    if (known) known[1] = value;
    else this.#entries.set(hash, [key, value]);
  }

  get(hash: unknown): readonly [unknown, unknown] | undefined {
    return this.#entries.get(hash);
  }

  delete(hash: unknown): boolean {
    return this.#entries.delete(hash);
  }

  clear(): void {
    this.#entries.clear();
  }

  entries(): (readonly [unknown, unknown])[] {
    return [...this.#entries.values()];
  }
}
