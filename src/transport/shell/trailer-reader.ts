/** What follows a reply's body: its status, and the extra bytes that the trailer announces (a batch's stderr). */
export interface Trailer {
  readonly status: number;
  readonly extra: Buffer;
  /** Bytes of the stream that arrived with the trailer and come after it. */
  readonly rest: Buffer;
}

/**
 * Cuts a byte stream at `NONCE>`. Bytes before it go to `onBody` as they come; the line's rest is `STATUS [LENGTH]`,
 * and LENGTH more bytes follow it. Holds back only what may be the start of the boundary.
 */
export class TrailerReader {
  readonly #boundary: Buffer;
  readonly #onBody: (chunk: Buffer) => void;
  #held: Buffer = Buffer.alloc(0);
  #inTrailer = false;
  #trailer: Trailer | undefined;

  constructor(nonce: string, onBody: (chunk: Buffer) => void) {
    this.#boundary = Buffer.from(`${nonce}>`);
    this.#onBody = onBody;
  }

  get trailer(): Trailer | undefined {
    return this.#trailer;
  }

  feed(chunk: Buffer): void {
    if (this.#trailer !== undefined) return;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (!this.#inTrailer) this.#readBody();
    if (this.#inTrailer) this.#readTrailer();
  }

  #readBody(): void {
    const at = this.#held.indexOf(this.#boundary);
    this.#inTrailer = at >= 0;
    const end = this.#inTrailer ? at : this.#held.length - overlap(this.#held, this.#boundary);
    if (end > 0) this.#onBody(this.#held.subarray(0, end));
    this.#held = this.#held.subarray(this.#inTrailer ? at + this.#boundary.length : end);
  }

  #readTrailer(): void {
    const lineEnd = this.#held.indexOf('\n');
    if (lineEnd < 0) return;
    const [status = 0, length = 0] = this.#held.toString('latin1', 0, lineEnd).trim().split(' ').map(Number);
    const end = lineEnd + 1 + length;
    if (this.#held.length < end) return;
    this.#trailer = { status, extra: this.#held.subarray(lineEnd + 1, end), rest: this.#held.subarray(end) };
  }
}

/** The length of the longest end of `bytes` that `boundary` starts with. */
function overlap(bytes: Buffer, boundary: Buffer): number {
  let at = bytes.indexOf(boundary[0] ?? 0, Math.max(0, bytes.length - boundary.length + 1));
  while (at >= 0) {
    const rest = bytes.subarray(at);
    if (rest.equals(boundary.subarray(0, rest.length))) return rest.length;
    at = bytes.indexOf(boundary[0] ?? 0, at + 1);
  }
  return 0;
}
