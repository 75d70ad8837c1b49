/** Receives the progress of a batch from its output. */
export interface BatchListener {
  /** The first step of a task begins; tasks are identified by their index in the batch. */
  readonly onTask: (index: number) => void;
  /** The last complete line that the current step has printed. */
  readonly onLine: (line: string) => void;
  /** The tasks have ended, and the observation begins. */
  readonly onObserve: () => void;
}

/** Longer lines are reduced to their end. */
const MOST = 400;

/** In a chunk without a mark that is longer than twice this, the middle is skipped, since decoding a flood of output is slow. */
const READ_AT_ENDS = 4096;

/** Parses the stdout of `renderBatch`'s script. Receives chunks in order; a mark may be split between chunks. Keeps at most one line. */
export class BatchProgress {
  readonly #lead: string;
  readonly #listener: BatchListener;
  #rest = '';
  #isObserving = false;

  constructor(boundary: string, listener: BatchListener) {
    this.#lead = `${boundary} `;
    this.#listener = listener;
  }

  feed(chunk: Buffer): void {
    if (this.#isOver()) return;
    if (chunk.length <= 2 * READ_AT_ENDS || chunk.includes(this.#lead)) {
      this.#read(chunk);
      return;
    }
    // the end of a mark that began in an earlier chunk
    this.#read(chunk.subarray(0, READ_AT_ENDS));
    this.#rest = '';
    this.#read(chunk.subarray(-READ_AT_ENDS));
  }

  #read(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-MOST - this.#lead.length);
    let printed: string | undefined;
    for (const line of lines) {
      if (line.startsWith(this.#lead)) {
        this.#mark(line.slice(this.#lead.length).split(' '));
        printed = undefined;
      } else if (line.trim() !== '') printed = line;
    }
    if (printed !== undefined && !this.#isOver()) this.#listener.onLine(printed.trimEnd().slice(-MOST));
  }

  #isOver(): boolean {
    return this.#isObserving;
  }

  #mark([, word, task, step]: readonly string[]): void {
    if (word === 'begin' && step === '0') this.#listener.onTask(Number(task));
    if (word !== 'observe') return;
    this.#isObserving = true;
    this.#listener.onObserve();
  }
}
