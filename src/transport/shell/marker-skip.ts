/** Drops a stream's bytes up to and including a marker: login banners, and remains of an earlier reply. */
export class MarkerSkip {
  readonly #marker: Buffer;
  #held: Buffer = Buffer.alloc(0);
  #found = false;

  constructor(nonce: string) {
    this.#marker = Buffer.from(`${nonce}<\n`);
  }

  get found(): boolean {
    return this.#found;
  }

  /** The bytes of `chunk` after the marker. */
  pass(chunk: Buffer): Buffer {
    if (this.#found) return chunk;
    const all = Buffer.concat([this.#held, chunk]);
    const at = all.indexOf(this.#marker);
    if (at < 0) {
      this.#held = all.subarray(Math.max(0, all.length - this.#marker.length));
      return Buffer.alloc(0);
    }
    this.#found = true;
    this.#held = Buffer.alloc(0);
    return all.subarray(at + this.#marker.length);
  }
}
