/** What a batch's output tells while it runs. */
export interface BatchListener {
  /** A task's first step begins; tasks are known by their index in the batch. */
  readonly onTask: (index: number) => void;
  /** The last whole line that the step under way has printed so far. */
  readonly onLine: (line: string) => void;
  /** The tasks have ended, and what they did is observed. */
  readonly onObserve: () => void;
}

/** Lines longer than this are told by their end. */
const MOST = 400;

/** Of a chunk without a mark that is longer than twice this, the middle is passed over: text is costly where a program floods. */
const READ_AT_ENDS = 4096;

/** Follows the stdout of `renderBatch`'s script. Feed it chunks in order; a mark may be cut anywhere. Keeps at most a line. */
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
    // a mark that began in an earlier chunk ends here
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
