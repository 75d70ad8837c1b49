/** Texts that agree in their first `depth` characters, by their places in a sorted list. */
export interface Branch {
  readonly low: number;
  readonly high: number;
  readonly depth: number;
}

const NONE: readonly Branch[] = [];

/** Texts in their order, to be followed character by character: each step leaves those that go on with it. */
export class SortedTexts {
  readonly texts: readonly string[];
  readonly root: Branch;
  /** The steps from `root`, which are the most frequent ones. */
  readonly #first = new Map<number, Branch>();

  constructor(texts: Iterable<string>) {
    this.texts = [...new Set(texts)].sort();
    this.root = { low: 0, high: this.texts.length, depth: 0 };
    for (const unit of new Set(this.texts.map((text) => text.charCodeAt(0)))) {
      const first = this.#search(this.root, unit);
      if (first) this.#first.set(unit, first);
    }
  }

  /** Undefined where none of the texts goes on with `unit`. */
  step(branch: Branch, unit: number): Branch | undefined {
    const { low, high, depth } = branch;
    if (depth === 0) return this.#first.get(unit);
    if (high - low > 1) return this.#search(branch, unit);
    return this.#unitAt(low, depth) === unit ? { low, high, depth: depth + 1 } : undefined;
  }

  /** Whether one of the texts ends there: the first of them. */
  isEnd({ low, depth }: Branch): boolean {
    return this.texts[low]?.length === depth;
  }

  /** Those of the texts that go on. */
  longer(branch: Branch): Branch | undefined {
    if (!this.isEnd(branch)) return branch;
    const { low, high, depth } = branch;
    return low + 1 < high ? { low: low + 1, high, depth } : undefined;
  }

  /** The steps by any character from `unit` on. */
  stepsFrom(branch: Branch, unit: number): readonly Branch[] {
    if (this.#unitAt(branch.high - 1, branch.depth) < unit) return NONE;
    const steps: Branch[] = [];
    for (let low = this.#firstFrom(branch, unit); low < branch.high; low = steps.at(-1)?.high ?? branch.high) {
      const step = this.#search({ ...branch, low }, this.#unitAt(low, branch.depth));
      if (!step) break;
      steps.push(step);
    }
    return steps;
  }

  /** The character that the texts of a step agree in last. */
  lastUnit({ low, depth }: Branch): number {
    return this.#unitAt(low, depth - 1);
  }

  #search(branch: Branch, unit: number): Branch | undefined {
    const low = this.#firstFrom(branch, unit);
    const high = this.#firstFrom({ ...branch, low }, unit + 1);
    return low < high ? { low, high, depth: branch.depth + 1 } : undefined;
  }

  /** Where in the list the next character is `unit` or a later one. */
  #firstFrom({ low, high, depth }: Branch, unit: number): number {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#unitAt(middle, depth) >= unit) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** The end of a text comes before any character. */
  #unitAt(index: number, depth: number): number {
    const text = this.texts[index] ?? '';
    return depth < text.length ? text.charCodeAt(depth) : -1;
  }
}
