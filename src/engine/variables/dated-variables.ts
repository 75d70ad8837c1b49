import { comparePositions } from '../steps/position.ts';
import type { Position } from '../steps/position.ts';

/** A value that a name had until another was set at a position of the play. */
interface Former {
  readonly until: Position;
  value: unknown;
  /** False: the name had no value. */
  isSet: boolean;
}

/**
 * The variables that tasks set for a host, with what they were earlier in the batch under way: another host that reads them
 * sees them as they were when this host was where that one is now.
 */
export class DatedVariables extends Map<string, unknown> {
  /** By name, in the order of the play. Added to as values are replaced, read by other hosts, cleared when a batch begins. */
  readonly #former = new Map<string, Former[]>();
  readonly #made = new Map<string, { readonly value: unknown; readonly texts: readonly string[] }>();
  /** Where the host is; undefined while it has no part in a play. */
  position: Position | undefined;

  override set(name: string, value: unknown): this {
    return this.setAt(name, value, this.position);
  }

  /** Sets a value some of whose texts expressions have made: Jinja leaves them texts, whatever they look like. */
  setMade(name: string, value: unknown, texts: readonly string[]): this {
    this.#made.set(name, { value, texts });
    return this.set(name, value);
  }

  /** The texts that expressions have made of what a name holds. */
  madeOf(name: string): readonly string[] {
    const made = this.#made.get(name);
    return made !== undefined && made.value === this.get(name) ? made.texts : [];
  }

  /** As in `Scope`. */
  shapeOf(name: string): 'template' | undefined {
    return typeof this.get(name) === 'string' && this.madeOf(name).length > 0 ? 'template' : undefined;
  }

  /** As in `Scope`. */
  holdsMade(name: string, text: string): boolean {
    return this.madeOf(name).includes(text);
  }

  /** Sets what a task at a position has set, whatever later tasks have set meanwhile. */
  setAt(name: string, value: unknown, position: Position | undefined): this {
    const former = this.#former.get(name) ?? [];
    const later = position && former.find(({ until }) => comparePositions(until, position) > 0);
    if (later) {
      Object.assign(later, { value, isSet: true });
      return this;
    }
    if (position && comparePositions(former.at(-1)?.until ?? [], position) !== 0) {
      former.push({ until: position, value: this.get(name), isSet: this.has(name) });
      this.#former.set(name, former);
    }
    return super.set(name, value);
  }

  /** The variables as tasks before a position have set them. */
  before(position: Position): Pick<ReadonlyMap<string, unknown>, 'has' | 'get' | 'keys'> {
    const formerOf = (name: string): Former | undefined =>
      this.#former.get(name)?.find(({ until }) => comparePositions(until, position) >= 0);
    return {
      has: (name) => formerOf(name)?.isSet ?? this.has(name),
      get: (name) => {
        const former = formerOf(name);
        return former ? former.value : this.get(name);
      },
      keys: () => this.keys(),
    };
  }

  /** Gives what brings variables back to what they are now, with all that they were before. */
  keep(names: readonly string[]): () => void {
    const kept = names.map((name) => ({
      name,
      isSet: this.has(name),
      value: this.get(name),
      former: this.#former.get(name)?.map((one) => ({ ...one })),
    }));
    return () => {
      for (const { name, isSet, value, former } of kept) {
        if (isSet) super.set(name, value);
        else this.delete(name);
        this.#former.set(name, former ?? []);
      }
    };
  }

  /** Another batch begins: what was set before it is the same for all of its hosts. */
  begin(): void {
    this.#former.clear();
    this.position = undefined;
  }
}
