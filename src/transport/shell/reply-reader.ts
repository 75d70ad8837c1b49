import { MarkerSkip } from './marker-skip.ts';
import { TrailerReader } from './trailer-reader.ts';
import type { Trailer } from './trailer-reader.ts';

/** The host exceeded the maximum size of a reply. */
export class ReplyTooLarge extends Error {}

export interface ReplyLimits {
  /** Maximum size of each stream, including data before the reply. */
  readonly replyBytes: number;
  /** Receives the reply's stdout as it arrives, without a limit. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
}

/** Reads one reply of the shell loop from the two streams of its channel. Throws `ReplyTooLarge` and `ForgedFrame`. */
export class ReplyReader {
  readonly #stdout: Section;
  readonly #stderr: Section;

  constructor(nonce: string, { replyBytes, onStdout }: ReplyLimits) {
    this.#stdout = new Section(nonce, { replyBytes, onStdout });
    this.#stderr = new Section(nonce, { replyBytes });
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#stdout.chunks);
  }
  get stderr(): Buffer {
    return Buffer.concat(this.#stderr.chunks);
  }
  get stdoutTrailer(): Trailer | undefined {
    return this.#stdout.trailer.trailer;
  }
  get done(): boolean {
    return this.stdoutTrailer !== undefined && this.#stderr.trailer.trailer !== undefined;
  }

  feedStdout(chunk: Buffer): void {
    this.#stdout.feed(chunk);
  }
  feedStderr(chunk: Buffer): void {
    this.#stderr.feed(chunk);
  }
}

class Section {
  readonly chunks: Buffer[] = [];
  readonly trailer: TrailerReader;
  readonly #skip: MarkerSkip;
  #left: number;

  constructor(nonce: string, { replyBytes, onStdout }: ReplyLimits) {
    this.#left = replyBytes;
    this.#skip = new MarkerSkip(nonce);
    this.trailer = new TrailerReader(nonce, { onBody: onStdout ?? ((chunk) => this.#keep(chunk)) });
  }

  feed(chunk: Buffer): void {
    const rest = this.#skip.pass(chunk);
    if (this.#skip.found) this.trailer.feed(rest);
    else this.#count(chunk);
  }

  #keep(chunk: Buffer): void {
    this.#count(chunk);
    this.chunks.push(chunk);
  }

  #count(chunk: Buffer): void {
    this.#left -= chunk.length;
    if (this.#left < 0) throw new ReplyTooLarge();
  }
}
