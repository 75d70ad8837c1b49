import type { Branch } from './sorted-texts.ts';

/** That the text from `start` to `at` is the beginning of the values of a branch. */
export interface Read {
  readonly branch: Branch;
  readonly start: number;
  readonly at: number;
  /** How many characters before `at` stand for nothing. */
  readonly skipped: number;
}

/** More than the characters of any reading. */
const PLACES = 128;
const NONE: readonly Read[] = [];

/** So few are compared with each other; more are looked up. */
const FEW = 16;

/** Reads that go on at a later place of the text. Of those that differ in their start alone the longest is kept. */
export class PendingReads {
  readonly #places: (Read[] | undefined)[] = Array.from({ length: PLACES });
  /** Whether a place is reached by readings too, so that there may be equal reads. */
  readonly #isShared = new Uint8Array(PLACES);
  /** By key, of shared places with more than a few reads. */
  readonly #indexes: (Map<number, number> | undefined)[] = Array.from({ length: PLACES });
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Adds a read that differs from all of its place that were added by `add`. */
  add(read: Read): void {
    const place = read.at % PLACES;
    if (this.#isShared[place] === 1) this.addOnce(read);
    else this.#push(place, read);
  }

  addOnce(read: Read): void {
    const place = read.at % PLACES;
    this.#isShared[place] = 1;
    const same = this.#indexOf(place, read);
    if (same === undefined) this.#push(place, read);
    else this.#keepLonger(place, same, read);
  }

  /** Those at a place; they are pending no more. To be asked for each place, or for none while there are none. */
  take(at: number): readonly Read[] {
    const place = at % PLACES;
    const reads = this.#places[place];
    if (!reads) return NONE;
    this.#places[place] = undefined;
    this.#indexes[place] = undefined;
    this.#isShared[place] = 0;
    this.#count -= reads.length;
    return reads;
  }

  #push(place: number, read: Read): void {
    this.#count++;
    const reads = (this.#places[place] ??= []);
    this.#indexes[place]?.set(keyOf(read), reads.length);
    reads.push(read);
  }

  #indexOf(place: number, read: Read): number | undefined {
    const reads = this.#places[place] ?? NONE;
    if (reads.length <= FEW) return findIndex(reads, read);
    const index = (this.#indexes[place] ??= new Map(reads.map((each, i) => [keyOf(each), i])));
    return index.get(keyOf(read));
  }

  #keepLonger(place: number, index: number, read: Read): void {
    const reads = this.#places[place];
    const same = reads?.[index];
    if (reads && same && read.start < same.start) reads[index] = read;
  }
}

/** Injective for as many values and as long ones as fit into memory. */
const keyOf = ({ branch: { low, depth }, skipped }: Read): number => (low * 0x100_0000 + depth) * 64 + skipped;

function findIndex(reads: readonly Read[], { branch: { low, depth }, skipped }: Read): number | undefined {
  for (let i = 0; i < reads.length; i++) {
    const read = reads[i];
    if (read?.branch.low === low && read.branch.depth === depth && read.skipped === skipped) return i;
  }
  return undefined;
}
