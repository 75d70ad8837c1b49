/** The end of a reply after its body: the status, and the number of announced extra bytes (a batch's stderr). */
export interface Trailer {
  readonly status: number;
  /** Bytes of the stream that arrived with the trailer and follow it. */
  readonly rest: Buffer;
}

/** The host's output does not follow the protocol. */
export class ForgedFrame extends Error {}

/** Maximum length of a trailer's line, `STATUS LENGTH`. */
const MAX_LINE = 64;

export interface TrailerSinks {
  readonly onBody: (chunk: Buffer) => void;
  /** Called with the extra bytes as they arrive. */
  readonly onExtra?: ((chunk: Buffer) => void) | undefined;
}

/**
 * Splits a byte stream at `NONCE>`. Bytes before it are passed to `onBody` as they arrive; the rest of the line is `STATUS [LENGTH]`,
 * followed by LENGTH bytes, which are passed to `onExtra`. Holds back only a possible start of the boundary, or the line.
 * Throws `ForgedFrame`.
 */
export class TrailerReader {
  readonly #boundary: Buffer;
  readonly #sinks: TrailerSinks;
  #held: Buffer = Buffer.alloc(0);
  #part: 'body' | 'line' | 'extra' = 'body';
  #status = 0;
  #extraLeft = 0;
  #trailer: Trailer | undefined;

  constructor(nonce: string, sinks: TrailerSinks) {
    this.#boundary = Buffer.from(`${nonce}>`);
    this.#sinks = sinks;
  }

  get trailer(): Trailer | undefined {
    return this.#trailer;
  }

  feed(chunk: Buffer): void {
    if (this.#trailer !== undefined) return;
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#part === 'body') this.#readBody();
    if (this.#part === 'line') this.#readLine();
    if (this.#part === 'extra') this.#readExtra();
  }

  #readBody(): void {
    const at = this.#held.indexOf(this.#boundary);
    const end = at >= 0 ? at : this.#held.length - overlap(this.#held, this.#boundary);
    if (end > 0) this.#sinks.onBody(this.#held.subarray(0, end));
    this.#held = this.#held.subarray(at >= 0 ? at + this.#boundary.length : end);
    if (at >= 0) this.#part = 'line';
  }

  #readLine(): void {
    const lineEnd = this.#held.indexOf('\n');
    if (lineEnd < 0 && this.#held.length <= MAX_LINE) return;
    const line = this.#held.toString('latin1', 0, lineEnd < 0 ? MAX_LINE : lineEnd);
    const [, status, length = '0'] = /^(?: (\d{1,9})(?: (\d{1,15}))?)? ?$/.exec(line) ?? [undefined, undefined, ''];
    if (lineEnd < 0 || length === '') throw new ForgedFrame(`a reply ended with ${JSON.stringify(line.slice(0, 40))}`);
    this.#status = Number(status ?? 0);
    this.#extraLeft = Number(length);
    this.#held = this.#held.subarray(lineEnd + 1);
    this.#part = 'extra';
  }

  #readExtra(): void {
    const extra = this.#held.subarray(0, this.#extraLeft);
    if (extra.length > 0) this.#sinks.onExtra?.(extra);
    this.#extraLeft -= extra.length;
    const rest = this.#held.subarray(extra.length);
    this.#held = Buffer.alloc(0);
    if (this.#extraLeft === 0) this.#trailer = { status: this.#status, rest };
  }
}

/** The length of the longest suffix of `bytes` that is a prefix of `boundary`. */
export function overlap(bytes: Buffer, boundary: Buffer): number {
  let at = bytes.indexOf(boundary[0] ?? 0, Math.max(0, bytes.length - boundary.length + 1));
  while (at >= 0) {
    const rest = bytes.subarray(at);
    if (rest.equals(boundary.subarray(0, rest.length))) return rest.length;
    at = bytes.indexOf(boundary[0] ?? 0, at + 1);
  }
  return 0;
}
