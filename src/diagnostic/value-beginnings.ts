import { endOfNoise, isEscape } from './written-characters.ts';

/** How many characters are looked at. */
const WINDOW = 4;
/** Of `WINDOW` characters each moves the hash on by 4 bits; what is before them falls off. */
const BITS = 4;
const MASK = 2 ** (BITS * WINDOW) - 1;

/** The first characters of values: most places of a text, where none begins, are passed over by one look at a table. */
export class ValueBeginnings {
  /** For 1 to 4 characters, by their hash, whether a value begins so. */
  readonly #tables: readonly Uint8Array[];
  readonly #longestNoise: number;

  /** A value does not begin before more quotes and backslashes than `longestNoise`. */
  constructor(values: readonly string[], longestNoise: number) {
    this.#tables = Array.from({ length: WINDOW }, (_, i) => tableOf(values, i + 1));
    this.#longestNoise = longestNoise;
  }

  /** The places where values may begin, in their order. */
  *in(text: string): Generator<number, undefined> {
    const four = this.#tables[WINDOW - 1];
    let escape = nextEscape(text, 0);
    let hash = hashOf(text, 0, WINDOW - 1);
    let noiseEnd = 0;
    for (let at = 0; at < text.length; at++) {
      hash = ((hash << BITS) ^ text.charCodeAt(at + WINDOW - 1)) & MASK;
      if (escape < at) escape = nextEscape(text, at);
      // characters that can only stand for themselves
      const plain = escape - at;
      if (plain >= WINDOW) {
        if (four?.[hash] === 1) yield at;
        continue;
      }
      if (noiseEnd <= at) noiseEnd = endOfNoise(text, at);
      if (noiseEnd - at > this.#longestNoise) continue;
      if (plain === 0 || this.#tables[plain - 1]?.[hashOf(text, at, plain)] === 1) yield at;
    }
    return undefined;
  }
}

function nextEscape(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isEscape(text.charCodeAt(at))) at++;
  return at;
}

function hashOf(text: string, at: number, length: number): number {
  let hash = 0;
  for (let i = 0; i < length; i++) hash = ((hash << BITS) ^ text.charCodeAt(at + i)) & MASK;
  return hash;
}

function tableOf(values: readonly string[], length: number): Uint8Array {
  const table = new Uint8Array(MASK + 1);
  for (const value of values) table[hashOf(value, 0, length)] = 1;
  return table;
}
