import type { ResourceKey } from '../query/resource-key.ts';
import { overlaps } from '../query/resource-key.ts';

export interface Writer {
  readonly keys: readonly ResourceKey[];
  readonly turn: number;
  /** Display name of the task. */
  readonly by: string;
}

/** The planned writes, each in a separate turn, indexed by the keys that a reader may query. */
export class WriteLog {
  readonly #writers: Writer[] = [];
  readonly #byKey = new Map<ResourceKey, Writer[]>();
  readonly #ofTrees: Writer[] = [];

  /** The last turn; 0 means none. */
  get turn(): number {
    return this.#writers.length;
  }

  /** Takes the next turn. */
  add(keys: readonly ResourceKey[], by: string): void {
    const writer = { keys, turn: this.turn + 1, by };
    this.#writers.push(writer);
    for (const key of keys) {
      const known = this.#byKey.get(key);
      if (known) known.push(writer);
      else this.#byKey.set(key, [writer]);
    }
    if (keys.some(isTree)) this.#ofTrees.push(writer);
  }

  /** The writers after the turn `since` that write a key of the reader, in order. */
  since(since: number, reads: 'anything' | readonly ResourceKey[]): readonly Writer[] {
    if (this.turn === since) return [];
    if (reads === 'anything') return this.#writers.slice(since);
    const found = new Set(reads.flatMap((read) => this.#writersOf(read)));
    return [...found].filter(({ turn }) => turn > since).sort((a, b) => a.turn - b.turn);
  }

  #writersOf(read: ResourceKey): readonly Writer[] {
    const overlapping = ({ keys }: Writer): boolean => keys.some((key) => overlaps(key, read));
    if (isTree(read)) return this.#writers.filter(overlapping);
    return [...(this.#byKey.get(read) ?? []), ...this.#ofTrees.filter(overlapping)];
  }
}

const isTree = (key: ResourceKey): boolean => key.startsWith('tree:');
