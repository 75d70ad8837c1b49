import { MarkerSkip } from './marker-skip.ts';
import { TrailerReader } from './trailer-reader.ts';
import type { Trailer } from './trailer-reader.ts';

/** Reads one reply of the shell loop from the two streams of its channel. */
export class ReplyReader {
  readonly #stdout: Section;
  readonly #stderr: Section;

  constructor(nonce: string, onStdout?: (chunk: Buffer) => void) {
    this.#stdout = new Section(nonce, onStdout);
    this.#stderr = new Section(nonce);
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

  constructor(nonce: string, onBody?: (chunk: Buffer) => void) {
    this.#skip = new MarkerSkip(nonce);
    this.trailer = new TrailerReader(nonce, onBody ?? ((chunk) => this.chunks.push(chunk)));
  }

  feed(chunk: Buffer): void {
    const rest = this.#skip.pass(chunk);
    if (this.#skip.found) this.trailer.feed(rest);
  }
}
