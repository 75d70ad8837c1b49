import { comparePositions } from '../steps/position.ts';
import type { Position } from '../steps/position.ts';

/** A former value of a name, which another value replaced at a position of the play. */
interface Former {
  readonly until: Position;
  value: unknown;
  /** False if the name had no value. */
  isSet: boolean;
}

/**
 * The variables that tasks set for a host, with their earlier values in the current batch: other hosts read the values that this host
 * had at their own position.
 */
export class DatedVariables extends Map<string, unknown> {
  /** Former values by name, in the order of the play. Added when values are replaced, read by other hosts, cleared when a batch begins. */
  readonly #former = new Map<string, Former[]>();
  readonly #made = new Map<string, { readonly value: unknown; readonly texts: readonly string[] }>();
  /** The host's position; undefined outside of plays. */
  position: Position | undefined;

  override set(name: string, value: unknown): this {
    return this.setAt(name, value, this.position);
  }

  /** Sets a value with texts that expressions have produced: Jinja keeps these as texts, whatever they look like. */
  setMade(name: string, value: unknown, texts: readonly string[]): this {
    this.#made.set(name, { value, texts });
    return this.set(name, value);
  }

  /** The texts within a name's value that expressions have produced. */
  madeOf(name: string): readonly string[] {
    const made = this.#made.get(name);
    return made !== undefined && made.value === this.get(name) ? made.texts : [];
  }

  /** See `Scope`. */
  shapeOf(name: string): 'template' | undefined {
    return typeof this.get(name) === 'string' && this.madeOf(name).length > 0 ? 'template' : undefined;
  }

  /** See `Scope`. */
  holdsMade(name: string, text: string): boolean {
    return this.madeOf(name).includes(text);
  }

  /** Sets the value of a task at a position, unless later tasks have replaced it. */
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

  /** The values before a position. */
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

  /** Returns a function that restores the current values and their history. */
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

  /** Called when another batch begins: all its hosts see the current values. */
  begin(): void {
    this.#former.clear();
    this.position = undefined;
  }
}
