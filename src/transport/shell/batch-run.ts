import { OutputKeeper } from './output-keeper.ts';
import { newNonce } from './shell-client.ts';
import { TrailerReader } from './trailer-reader.ts';
import type { Batch, ShellOutput } from '../session.ts';

/** Memory limit for the output of all steps of a batch, as a multiple of the limit for one step. */
const KEPT_STEPS = 3;

/** Exit status of a killed process. */
const KILLED = 137;

export interface BatchLimits {
  /** Limit for a step's output on one stream. */
  readonly outputBytes: number;
  /** Limit for the observation at the end. */
  readonly replyBytes: number;
}

/** One batch's output, read over one or more channels. */
export class BatchRun {
  readonly batch: Batch;
  /** The mark at the end of the batch's output; constant for the batch, since the host writes it. */
  readonly endNonce = newNonce();
  /** Rejects with `ForgedFrame`. */
  readonly result: Promise<ShellOutput>;
  /** Number of bytes of the host's output file that have arrived. */
  offset = 0;
  readonly #reader: TrailerReader;
  readonly #stdout: OutputKeeper;
  readonly #stderr: OutputKeeper;
  readonly #cutMark = Buffer.from(`${this.endNonce}!`);
  /** The tail of the last chunk, which may be the start of a mark. */
  #last: Buffer = Buffer.alloc(0);
  #finish: (output: ShellOutput) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  constructor(batch: Batch, { outputBytes, replyBytes }: BatchLimits) {
    this.batch = batch;
    this.result = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    // the result may be rejected while nobody waits for it
    this.result.catch(() => undefined);
    const sectionBytes = batch.outputBytes ?? outputBytes;
    const keep = {
      boundary: batch.boundary,
      sectionBytes,
      totalBytes: sectionBytes * KEPT_STEPS,
      observationBytes: replyBytes,
    };
    this.#stdout = new OutputKeeper(keep);
    this.#stderr = new OutputKeeper(keep);
    this.#reader = new TrailerReader(this.endNonce, {
      onBody: (chunk) => {
        this.#stdout.feed(chunk);
        batch.onOutput?.(chunk);
      },
      onExtra: this.#stderr.feed,
    });
  }

  readonly feed = (chunk: Buffer): void => {
    this.offset += chunk.length;
    const cut = this.#findCut(chunk);
    try {
      this.#reader.feed(cut < 0 ? chunk : chunk.subarray(0, cut));
    } catch (error) {
      this.#fail(error);
      return;
    }
    const { trailer } = this.#reader;
    if (trailer === undefined && cut < 0) return;
    const exitStatus = trailer?.status ?? KILLED;
    this.#finish({ stdout: this.#stdout.finish(), stderr: this.#stderr.finish(), exitStatus });
  };

  /** The position in a chunk at which the incomplete output breaks off for good; negative if there is none. The chunk is not copied. */
  #findCut(chunk: Buffer): number {
    const most = this.#cutMark.length - 1;
    const joint = Buffer.concat([this.#last, chunk.subarray(0, most)]);
    this.#last = chunk.length < most ? joint.subarray(-most) : Buffer.from(chunk.subarray(-most));
    return joint.includes(this.#cutMark) ? 0 : chunk.indexOf(this.#cutMark);
  }
}
