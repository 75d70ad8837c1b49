import { setTimeout as sleep } from 'node:timers/promises';

const TOGETHER_MS = 100;
const AGAIN_MS = 500;
const MOST_CHARACTERS = 256 * 1024;
/** Who tells more than is written down meanwhile has to wait. */
const MOST_WAITING = 8 * 1024 * 1024;

/** Writes lines down, those of a tenth of a second together. While the database is away they wait. */
export class EventWriter {
  readonly #append: (lines: string) => Promise<boolean>;
  #waiting = '';
  #writing: Promise<void> | undefined;
  /** The attempt does not count any more: nothing of it is written. */
  #isFenced = false;
  #isGivenUp = false;

  /** `append` resolves to false where the attempt does not count any more. */
  constructor(append: (lines: string) => Promise<boolean>) {
    this.#append = append;
  }

  add(line: string): void {
    if (this.#isFenced || this.#isGivenUp) return;
    this.#waiting += `${line}\n`;
    this.#writing ??= this.#write();
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    while (this.#waiting.length > MOST_WAITING && !this.#isGivenUp) await sleep(TOGETHER_MS);
  }

  /** What waits is not written any more. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#waiting = '';
  }

  /** Resolves when all is written. False: the attempt did not count any more. */
  async close(): Promise<boolean> {
    await this.#writing;
    return !this.#isFenced && !this.#isGivenUp;
  }

  async #write(): Promise<void> {
    await sleep(TOGETHER_MS);
    while (this.#waiting !== '' && !this.#isFenced) {
      const lines = this.#take();
      while (!(await this.#tryAppend(lines)) && !this.#isGivenUp) await sleep(AGAIN_MS);
    }
    this.#writing = undefined;
  }

  /** Whole lines. */
  #take(): string {
    const end = this.#waiting.indexOf('\n', MOST_CHARACTERS);
    const lines = end === -1 ? this.#waiting : this.#waiting.slice(0, end + 1);
    this.#waiting = this.#waiting.slice(lines.length);
    return lines;
  }

  /** False: the database did not take it. */
  async #tryAppend(lines: string): Promise<boolean> {
    try {
      this.#isFenced = !(await this.#append(lines));
      return true;
    } catch {
      return false;
    }
  }
}
