import { newNonce } from './shell-client.ts';
import { TrailerReader } from './trailer-reader.ts';
import type { Batch, ShellOutput } from '../session.ts';

/** One batch's output, read over as many channels as it takes. */
export class BatchRun {
  readonly batch: Batch;
  /** Ends the batch's output; fixed for the batch's life, since the host writes it. */
  readonly endNonce = newNonce();
  readonly result: Promise<ShellOutput>;
  /** Bytes of the host's output file that have arrived. */
  offset = 0;
  readonly #reader: TrailerReader;
  readonly #stdout: Buffer[] = [];
  #finish: (output: ShellOutput) => void = () => undefined;

  constructor(batch: Batch) {
    this.batch = batch;
    this.result = new Promise((resolve) => (this.#finish = resolve));
    this.#reader = new TrailerReader(this.endNonce, (chunk) => {
      this.#stdout.push(chunk);
      batch.onOutput?.(chunk);
    });
  }

  readonly feed = (chunk: Buffer): void => {
    this.offset += chunk.length;
    this.#reader.feed(chunk);
    const { trailer } = this.#reader;
    if (trailer === undefined) return;
    this.#finish({ stdout: Buffer.concat(this.#stdout), stderr: trailer.extra, exitStatus: trailer.status });
  };
}
