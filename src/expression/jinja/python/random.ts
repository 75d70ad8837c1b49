import { createHash } from 'node:crypto';
import { refused } from './py-error.ts';
import { isInt } from './values.ts';

const N = 624;
const M = 397;

/** Python's generator with a seed: the Mersenne Twister MT19937, seeded like `random.Random(seed)`. */
export class PyRandom {
  readonly #state = new Uint32Array(N);
  #index = N;

  constructor(seed: unknown) {
    this.#seedByArray(keyOf(seed));
  }

  /** An integer from 0 up to but not including `limit`. */
  below(limit: number): number {
    const bits = limit.toString(2).length;
    if (bits > 53) throw refused('A random number this large is not known here');
    for (;;) {
      const number = this.#bits(bits);
      if (number < limit) return number;
    }
  }

  /** A number with this many bits, lowest bits first. */
  #bits(count: number): number {
    if (count <= 32) return this.#next() >>> (32 - count);
    const low = this.#next();
    return low + (this.#next() >>> (64 - count)) * 2 ** 32;
  }

  #seed(seed: number): void {
    this.#state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = this.#at(i - 1);
      this.#state[i] = Math.imul(previous ^ (previous >>> 30), 1812433253) + i;
    }
  }

  #seedByArray(key: readonly number[]): void {
    this.#seed(19650218);
    let [i, j] = [1, 0];
    const mix = (factor: number): number => {
      const previous = this.#at(i - 1);
      return this.#at(i) ^ Math.imul(previous ^ (previous >>> 30), factor);
    };
    const advance = (): void => {
      if (++i < N) return;
      this.#state[0] = this.#at(N - 1);
      i = 1;
    };
    for (let k = Math.max(N, key.length); k > 0; k--) {
      this.#state[i] = mix(1664525) + (key[j] ?? 0) + j;
      j = (j + 1) % key.length;
      advance();
    }
    for (let k = N - 1; k > 0; k--) {
      this.#state[i] = mix(1566083941) - i;
      advance();
    }
    this.#state[0] = 0x80000000;
  }

  #next(): number {
    if (this.#index >= N) this.#refill();
    let y = this.#at(this.#index++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #refill(): void {
    for (let i = 0; i < N; i++) {
      const y = (this.#at(i) & 0x80000000) | (this.#at((i + 1) % N) & 0x7fffffff);
      this.#state[i] = this.#at((i + M) % N) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }

  #at(i: number): number {
    return this.#state[i] ?? 0;
  }
}

/** The seed's number in words of 32 bits, lowest first. A text is combined with its SHA-512. */
function keyOf(seed: unknown): number[] {
  let number: bigint;
  if (typeof seed === 'string') {
    const bytes = Buffer.from(seed, 'utf8');
    number = BigInt(`0x${Buffer.concat([bytes, createHash('sha512').update(bytes).digest()]).toString('hex')}`);
  } else if (isInt(seed)) number = BigInt(seed) < 0n ? -BigInt(seed) : BigInt(seed);
  else throw refused('A seed is a text or a whole number');
  const words: number[] = [];
  for (let rest = number; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}
