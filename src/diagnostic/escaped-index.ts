import { PendingReads, type Read } from './pending-reads.ts';
import type { RangeList } from './range-list.ts';
import { type Branch, SortedTexts } from './sorted-texts.ts';
import { afterCut, LEAST_AT_END, nextCut } from './text-cuts.ts';
import { ValueBeginnings } from './value-beginnings.ts';
import {
  ANY_BEYOND_ASCII,
  endOfNoise,
  isEscape,
  LONGEST_ESCAPE,
  readingsAt,
  type Reading,
} from './written-characters.ts';

/** Shorter values are not looked for, nor are shorter beginnings of values before three dots. */
const LEAST_LENGTH = 4;

/** A quote of SQL within sh within sh within JSON is one of 34. */
const MOST_SKIPPED = 40;

/**
 * Finds values in text, however their characters are escaped (`readingsAt`). A text is read once, in all ways and from all beginnings at the
 * same time: the cost grows with the text, hardly with the number of values or of escapes, and no list of escaped forms is needed.
 */
export class EscapedIndex {
  readonly #added = new Set<string>();
  /** Undefined after `add`, until the next search. */
  #sorted: { readonly texts: SortedTexts; readonly beginnings: ValueBeginnings } | undefined;

  get isEmpty(): boolean {
    return this.#added.size === 0;
  }

  add(value: string): void {
    if (value.length < LEAST_LENGTH) return;
    this.#added.add(value);
    this.#sorted = undefined;
  }

  /** Where values stand, and the beginnings of values that the text was cut off after: it ends there, or goes on with `...`. */
  find(text: string, found: RangeList): void {
    if (this.isEmpty) return;
    const { texts, beginnings } = (this.#sorted ??= this.#sort());
    new Search(text, texts, found).run(beginnings);
  }

  #sort(): { readonly texts: SortedTexts; readonly beginnings: ValueBeginnings } {
    const texts = new SortedTexts(this.#added);
    const noise = texts.texts.reduce((most, value) => Math.max(most, endOfNoise(value, 0)), 0);
    // Quotes and backslashes before a value, or at its beginning, that can belong to it.
    return { texts, beginnings: new ValueBeginnings(texts.texts, (noise + 1) * (MOST_SKIPPED + 1)) };
  }
}

/** One pass over a text. */
class Search {
  readonly #text: string;
  readonly #texts: SortedTexts;
  readonly #found: RangeList;
  readonly #reads = new PendingReads();
  /** Reads that ended within the last characters, at what may be the beginning of an escape. In the order of their ends. */
  #ended: Read[] = [];

  constructor(text: string, texts: SortedTexts, found: RangeList) {
    this.#text = text;
    this.#texts = texts;
    this.#found = found;
  }

  run(beginnings: ValueBeginnings): void {
    const text = this.#text;
    const places = beginnings.in(text);
    const nextBeginning = (): number => places.next().value ?? text.length;
    let cut = nextCut(text, 0);
    let begin = nextBeginning();
    for (let at = begin; at < text.length; at = this.#nextPlace(at + 1, begin, cut)) {
      while (cut < at) cut = nextCut(text, afterCut(text, cut));
      this.#advance(at, at === cut, at === begin);
      if (at === begin) begin = nextBeginning();
      if (at === cut) cut = nextCut(text, afterCut(text, cut));
    }
    this.#complete(this.#reads.take(text.length), text.length, true);
  }

  /** Nothing happens before the next beginning while nothing is being read. */
  #nextPlace(next: number, begin: number, cut: number): number {
    if (!this.#reads.isEmpty) return next;
    return this.#ended.length > 0 ? Math.max(next, Math.min(begin, cut)) : begin;
  }

  #advance(at: number, isCut: boolean, isBeginning: boolean): void {
    const going = this.#complete(this.#reads.take(at), at, isCut);
    if (isBeginning) going.push({ branch: this.#texts.root, start: at, at, skipped: 0 });
    if (going.length === 0) return;
    const unit = this.#text.charCodeAt(at);
    const readings = isEscape(unit) ? readingsAt(this.#text, at) : [];
    for (const read of going) if (!this.#continue(read, unit, readings)) this.#end(read);
  }

  /** Notes what ends there, and returns the reads that can go on. */
  #complete(reads: readonly Read[], at: number, isCut: boolean): Read[] {
    const going: Read[] = [];
    for (const read of reads) {
      if (this.#texts.isEnd(read.branch)) this.#found.add(read.start, at);
      const branch = this.#texts.longer(read.branch);
      if (branch) going.push(branch === read.branch ? read : { ...read, branch });
    }
    if (isCut) this.#findCut(going, at);
    return going;
  }

  #findCut(going: readonly Read[], at: number): void {
    const least = at === this.#text.length ? LEAST_AT_END : LEAST_LENGTH;
    this.#ended = this.#ended.filter((read) => read.at > at - LONGEST_ESCAPE);
    let first = at;
    for (const { start } of going) first = Math.min(first, start);
    for (const read of this.#ended) if (isCutEscape(this.#text, read.at, at)) first = Math.min(first, read.start);
    if (first < at && this.#text.slice(first, at).trimEnd().length >= least) this.#found.add(first, at);
  }

  /** Whether the text at the end of a read goes on as one of the values does. */
  #continue(read: Read, unit: number, readings: readonly Reading[]): boolean {
    const literal = this.#texts.step(read.branch, unit);
    if (literal) this.#addLiteral(read, literal);
    let goesOn = literal !== undefined;
    for (const reading of readings) goesOn = this.#follow(read, reading) || goesOn;
    return goesOn;
  }

  #addLiteral({ start, at, skipped }: Read, branch: Branch): void {
    const next = { branch, start, at: at + 1, skipped: 0 };
    if (skipped === 0) this.#reads.add(next);
    else this.#reads.addOnce(next);
  }

  #follow(read: Read, { units, length }: Reading): boolean {
    if (units === '') return this.#skip(read, length);
    const branches = units === ANY_BEYOND_ASCII ? this.#stepsBeyondAscii(read.branch) : this.#steps(read.branch, units);
    for (const branch of branches) this.#reads.addOnce({ branch, start: read.start, at: read.at + length, skipped: 0 });
    return branches.length > 0;
  }

  #skip({ branch, start, at, skipped }: Read, length: number): boolean {
    if (branch.depth === 0 || skipped === MOST_SKIPPED) return false;
    this.#reads.addOnce({ branch, start, at: at + length, skipped: skipped + 1 });
    return true;
  }

  #steps(from: Branch, units: string): Branch[] {
    let branch: Branch | undefined = from;
    for (let i = 0; branch && i < units.length; i++) branch = this.#texts.step(branch, units.charCodeAt(i));
    return branch ? [branch] : [];
  }

  #stepsBeyondAscii(from: Branch): Branch[] {
    return this.#texts.stepsFrom(from, 0x80).flatMap((branch) => [branch, ...this.#lowSurrogates(branch)]);
  }

  /** Of a character of two units both are replaced by one. */
  #lowSurrogates(branch: Branch): Branch[] {
    return this.#texts.stepsFrom(branch, 0xdc00).filter((step) => this.#texts.lastUnit(step) <= 0xdfff);
  }

  /** What is left before the next cut may be the beginning of an escape. */
  #end(read: Read): void {
    if (!isEscape(this.#text.charCodeAt(read.at)) || read.branch.depth === 0) return;
    if (this.#ended.length >= MOST_ENDED) this.#ended = this.#ended.filter(({ at }) => at > read.at - LONGEST_ESCAPE);
    this.#ended.push(read);
  }
}

/** Then those are let go that ended too long ago. */
const MOST_ENDED = 1000;

const isCutEscape = (text: string, at: number, limit: number): boolean =>
  /^(?:\\+[ux]?[0-9a-f]*|&[#\w;]*|%[0-9a-f]?|['"`\\]+)$/i.test(text.slice(at, limit));
