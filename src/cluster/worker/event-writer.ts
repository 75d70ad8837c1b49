import { setTimeout as sleep } from 'node:timers/promises';

const TOGETHER_MS = 100;
const AGAIN_MS = 500;
const MOST_CHARACTERS = 256 * 1024;
/** Above this backlog, writers must wait. */
const MOST_WAITING = 8 * 1024 * 1024;

/** Writes lines in groups of a tenth of a second. While the database is unavailable, they wait. */
export class EventWriter {
  readonly #append: (lines: string) => Promise<boolean>;
  #waiting = '';
  #writing: Promise<void> | undefined;
  /** Whether the attempt is outdated, so that nothing more is written. */
  #isFenced = false;
  #isGivenUp = false;

  /** `append` resolves to false if the attempt is outdated. */
  constructor(append: (lines: string) => Promise<boolean>) {
    this.#append = append;
  }

  add(line: string): void {
    if (this.#isFenced || this.#isGivenUp) return;
    this.#waiting += `${line}\n`;
    this.#writing ??= this.#write();
  }

  /** Resolves when there is room for more lines. */
  async room(): Promise<void> {
    while (this.#waiting.length > MOST_WAITING && !this.#isGivenUp) await sleep(TOGETHER_MS);
  }

  /** Discards the backlog. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#waiting = '';
  }

  /** Resolves when everything is written; false if the attempt was outdated. */
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

  /** Takes complete lines. */
  #take(): string {
    const end = this.#waiting.indexOf('\n', MOST_CHARACTERS);
    const lines = end === -1 ? this.#waiting : this.#waiting.slice(0, end + 1);
    this.#waiting = this.#waiting.slice(lines.length);
    return lines;
  }

  /** False if the database did not accept the lines. */
  async #tryAppend(lines: string): Promise<boolean> {
    try {
      this.#isFenced = !(await this.#append(lines));
      return true;
    } catch {
      return false;
    }
  }
}
