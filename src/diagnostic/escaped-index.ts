import { cutsIn, hashAt, KEY_LENGTH, LONGEST_BEGINNING, type Range } from './form-index.ts';
import {
  ANY_BEYOND_ASCII,
  endOfNoise,
  isEscape,
  LONGEST_READING,
  readingsAt,
  type Reading,
} from './written-characters.ts';

/** Values that agree in their first `depth` characters, by their places in the sorted list, and where in the text these end. */
interface State {
  readonly low: number;
  readonly high: number;
  readonly depth: number;
  readonly at: number;
  /** How many characters before `at` stand for nothing. */
  readonly skipped: number;
}

/** Quotes within quotes within quotes need no more. */
const MOST_SKIPPED = 12;

/**
 * Finds values in text, however their characters are escaped (`readingsAt`). A text is read in all ways at once, along the sorted values:
 * the cost grows with the text, hardly with the number of values, and no list of escaped forms is needed.
 */
export class EscapedIndex {
  readonly #added = new Set<string>();
  /** Sorted. Undefined after `add`, until the next search. */
  #sorted: readonly string[] | undefined;
  #first = new Map<number, State>();
  /** How many quotes and backslashes before a value, or at its beginning, can belong to it. */
  #longestNoise = 0;
  /** For 1 to 4 characters, by `hashAt`, whether a value may begin so: most places of a text are passed over by one look. */
  #beginnings: readonly Uint8Array[] = [];

  get isEmpty(): boolean {
    return this.#added.size === 0;
  }

  add(value: string): void {
    if (value.length < KEY_LENGTH) return;
    this.#added.add(value);
    this.#sorted = undefined;
  }

  find(text: string): Range[] {
    if (this.isEmpty) return [];
    this.#sort();
    const found: Range[] = [];
    for (const at of this.#beginningsIn(text, 0, text.length - 1)) {
      const { end } = this.#read(text, at, text.length);
      if (end > at) found.push([at, end]);
    }
    return found;
  }

  /** The beginnings of values that a text was cut off after: it ends there, or goes on with `...`. */
  findCut(text: string): Range[] {
    if (this.isEmpty) return [];
    this.#sort();
    return cutsIn(text, KEY_LENGTH).flatMap(({ end, least }) => {
      const from = Math.max(0, end - LONGEST_BEGINNING);
      const last = from + text.slice(from, end).trimEnd().length - least;
      for (const at of this.#beginningsIn(text, from, last))
        if (this.#read(text, at, end).isCut) return [[at, end] as const];
      return [];
    });
  }

  #sort(): void {
    if (this.#sorted) return;
    const sorted = [...this.#added].sort();
    this.#sorted = sorted;
    this.#beginnings = Array.from({ length: KEY_LENGTH }, (_, i) => beginningsOf(sorted, i + 1));
    this.#longestNoise = Math.max(...sorted.map((value) => endOfNoise(value, 0))) * 2 + MOST_SKIPPED;
    this.#first = new Map();
    const all = { low: 0, high: sorted.length, depth: 0, at: 0, skipped: 0 };
    for (const unit of new Set(sorted.map((value) => value.charCodeAt(0))))
      this.#first.set(unit, this.#step(all, unit));
  }

  /** The places from `from` to `last` where a value may begin. */
  *#beginningsIn(text: string, from: number, last: number): Generator<number> {
    let escape = from;
    let noiseEnd = from;
    for (let at = from; at <= last; at++) {
      if (escape <= at) escape = nextEscape(text, at);
      if (noiseEnd <= at) noiseEnd = endOfNoise(text, at);
      if (noiseEnd - at > this.#longestNoise) continue;
      // characters that can only stand for themselves
      const plain = escape - at < KEY_LENGTH ? escape - at : KEY_LENGTH;
      if (plain === 0 || this.#beginnings[plain - 1]?.[hashAt(text, at, plain)] === 1) yield at;
    }
  }

  /** The end of the longest value that begins there, and whether the text ends at `limit` within a value. */
  #read(text: string, start: number, limit: number): { readonly end: number; readonly isCut: boolean } {
    const sorted = this.#sorted ?? [];
    let [end, isCut] = [start, false];
    const open = this.#begin(text, start);
    let seen: Set<string> | undefined;
    for (let state = open.pop(); state; state = open.pop()) {
      if (sorted[state.low]?.length === state.depth) {
        end = Math.max(end, Math.min(state.at, limit));
        if (state.low + 1 === state.high) continue;
        state = { low: state.low + 1, high: state.high, depth: state.depth, at: state.at, skipped: state.skipped };
      }
      if (state.at >= limit) {
        isCut = true;
        continue;
      }
      const next = this.#continue(text, state);
      // an escape may be cut off too
      if (next.length === 0 && limit < state.at + LONGEST_READING) isCut ||= isCutEscape(text, state.at, limit);
      if (open.length + next.length > 1) seen ??= new Set();
      for (const each of next) if (!seen || isNew(seen, each)) open.push(each);
    }
    return { end, isCut };
  }

  #begin(text: string, at: number): State[] {
    const unit = text.charCodeAt(at);
    const literal = this.#first.get(unit);
    const first = literal ? [moveTo(literal, at + 1)] : [];
    if (!isEscape(unit)) return first;
    const all = { low: 0, high: this.#sorted?.length ?? 0, depth: 0, at, skipped: 0 };
    return [...first, ...readingsAt(text, at).flatMap((reading) => this.#follow(all, reading))];
  }

  #continue(text: string, state: State): State[] {
    const unit = text.charCodeAt(state.at);
    const literal = this.#step(state, unit);
    const first = literal.low < literal.high ? [moveTo(literal, state.at + 1)] : [];
    if (!isEscape(unit)) return first;
    return [...first, ...readingsAt(text, state.at).flatMap((reading) => this.#follow(state, reading))];
  }

  #follow(state: State, { units, length }: Reading): State[] {
    const at = state.at + length;
    if (units === '') return this.#skip(state, at);
    if (units === ANY_BEYOND_ASCII) return this.#stepsBeyondAscii(state).map((next) => moveTo(next, at));
    let next = state;
    for (let i = 0; i < units.length && next.low < next.high; i++) next = this.#step(next, units.charCodeAt(i));
    return next.low < next.high ? [moveTo(next, at)] : [];
  }

  #skip(state: State, at: number): State[] {
    const skipped = state.skipped + 1;
    return state.depth > 0 && skipped <= MOST_SKIPPED ? [moveTo(state, at, skipped)] : [];
  }

  /** Of the values those whose next character is `unit`; none: `low` is `high`. */
  #step({ low, high, depth, at }: State, unit: number): State {
    const from = this.#firstFrom(low, high, depth, unit);
    return { low: from, high: this.#firstFrom(from, high, depth, unit + 1), depth: depth + 1, at, skipped: 0 };
  }

  #stepsBeyondAscii(state: State): State[] {
    const { low, high, depth } = state;
    const units = new Set<number>();
    for (let i = this.#firstFrom(low, high, depth, 0x80); i < high; i++)
      units.add(this.#sorted?.[i]?.charCodeAt(depth) ?? 0);
    return [...units].map((unit) => this.#step(state, unit)).flatMap((next) => [next, ...this.#lowSurrogates(next)]);
  }

  /** Of a character of two units both are replaced by one. */
  #lowSurrogates(state: State): State[] {
    const unit = this.#sorted?.[state.low]?.charCodeAt(state.depth) ?? 0;
    return unit >= 0xdc00 && unit <= 0xdfff ? [this.#step(state, unit)] : [];
  }

  /** Where in the sorted list the next character is `unit` or a later one. */
  #firstFrom(low: number, high: number, depth: number, unit: number): number {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >> 1;
      // the end of a value comes before any character
      if ((this.#sorted?.[middle]?.charCodeAt(depth) ?? 0) >= unit) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}

function nextEscape(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isEscape(text.charCodeAt(at))) at++;
  return at;
}

const moveTo = ({ low, high, depth }: State, at: number, skipped = 0): State => ({ low, high, depth, at, skipped });

function beginningsOf(values: readonly string[], length: number): Uint8Array {
  const beginnings = new Uint8Array(0x1_0000);
  for (const value of values) beginnings[hashAt(value, 0, length)] = 1;
  return beginnings;
}

function isNew(seen: Set<string>, { low, depth, at }: State): boolean {
  const key = `${low} ${depth} ${at}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** What is left may be the beginning of an escape. */
const isCutEscape = (text: string, at: number, limit: number): boolean =>
  /^(?:\\+[ux]?[0-9a-f]*|&[#\w;]*|%[0-9a-f]?|['"`\\]+)$/i.test(text.slice(at, limit));
