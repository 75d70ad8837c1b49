import type { Scope, Templated } from '../expression/compiled.ts';
import { ExpressionError } from '../expression/compiled.ts';
import { MaybeUnset } from '../values/unknown.ts';
import { lazyMapping } from '../values/lazy-mapping.ts';
import { madeTexts } from '../expression/made-texts.ts';
import { renderTemplated } from '../expression/render-templated.ts';

/** Values by name. `shapeOf` and `holdsMade` as in `Scope`, for what a task's expressions have made. */
export interface DataValues {
  has(name: string): boolean;
  get(name: string): unknown;
  keys(): Iterable<string>;
  shapeOf?(name: string): 'template' | undefined;
  holdsMade?(name: string, text: string): boolean;
}

/**
 * Variables of one origin. `templated` values are rendered when they are read; `data` is what came from a host or was
 * computed, and is never evaluated.
 */
export type ScopeLayer =
  | { readonly kind: 'templated'; readonly values: ReadonlyMap<string, Templated> }
  | {
      readonly kind: 'data';
      readonly values: DataValues;
    };

/** The variable that holds all others. */
const VARS = 'vars';

/** Layers read from the highest to the lowest. A value may refer to any variable of the whole scope. */
export class LayeredScope implements Scope {
  readonly #layers: readonly ScopeLayer[];
  readonly #rendered = new Map<string, unknown>();
  readonly #rendering: string[] = [];

  constructor(layers: readonly ScopeLayer[]) {
    this.#layers = layers;
  }

  *names(): Iterable<string> {
    const seen = new Set<string>();
    for (const { values } of this.#layers) {
      for (const name of values.keys()) if (!seen.has(name)) yield (seen.add(name), name);
    }
  }

  has(name: string): boolean {
    return this.#layerOf(name) !== undefined || name === VARS;
  }

  get(name: string): unknown {
    const layer = this.#layerOf(name);
    if (!layer) return name === VARS ? this.#all() : undefined;
    if (layer.kind === 'data') return layer.values.get(name);
    if (this.#rendered.has(name)) return this.#rendered.get(name);
    const templated = layer.values.get(name);
    if (!templated) return undefined;
    const value = templated.kind === 'literal' ? templated.value : this.#render(name, templated);
    this.#rendered.set(name, value);
    return value;
  }

  shapeOf(name: string): 'template' | 'float' | undefined {
    const layer = this.#layerOf(name);
    if (layer?.kind === 'data') return layer.values.shapeOf?.(name);
    const templated = layer?.values.get(name);
    if (templated?.kind === 'template') return templated.template.dialect === 'jinja' ? 'template' : undefined;
    return templated?.kind === 'literal' && isWholeFloat(templated) ? 'float' : undefined;
  }

  doubtOf(name: string): MaybeUnset | undefined {
    const layer = this.#layerOf(name);
    const found = layer?.kind === 'templated' ? literalOf(layer.values.get(name)) : layer?.values.get(name);
    return found instanceof MaybeUnset ? found : undefined;
  }

  holdsMade(name: string, text: string): boolean {
    const layer = this.#layerOf(name);
    if (layer?.kind === 'data') return layer.values.holdsMade?.(name, text) === true;
    const templated = layer?.values.get(name);
    return (
      templated !== undefined && templated.kind !== 'template' && madeTexts(templated, this.get(name)).includes(text)
    );
  }

  /** The same variables with others above them. */
  with(layers: readonly ScopeLayer[]): LayeredScope {
    return layers.length === 0 ? this : new LayeredScope([...layers, ...this.#layers]);
  }

  /** All variables in one mapping, each rendered when it is read. */
  #all(): Record<string, unknown> {
    return lazyMapping(
      () => [...this.names()],
      (name) => (this.#layerOf(name) ? this.get(name) : undefined),
    );
  }

  #layerOf(name: string): ScopeLayer | undefined {
    for (const layer of this.#layers) if (layer.values.has(name)) return layer;
    return undefined;
  }

  #render(name: string, templated: Templated): unknown {
    if (this.#rendering.includes(name))
      throw cycle([...this.#rendering.slice(this.#rendering.indexOf(name)), name], templated);
    this.#rendering.push(name);
    try {
      return renderTemplated(templated, this);
    } finally {
      this.#rendering.pop();
    }
  }
}

const literalOf = (templated: Templated | undefined): unknown =>
  templated?.kind === 'literal' ? templated.value : undefined;

/** YAML's 8.0 is the number 8 here, and Jinja prints it as it is written. */
const isWholeFloat = ({ value, range }: Extract<Templated, { kind: 'literal' }>): boolean =>
  Number.isInteger(value) && /^[-+]?\d[\d_]*\.\d*(e[-+]?\d+)?$/i.test(range.source.text.slice(range.start, range.end));

/** A layer of plain data. */
export const dataLayer = (values: Readonly<Record<string, unknown>>): ScopeLayer => ({
  kind: 'data',
  values: new Map(Object.entries(values)),
});

const cycle = (names: readonly string[], { range }: Templated): ExpressionError =>
  new ExpressionError({
    code: 'variable-cycle',
    severity: 'error',
    summary: `Variables refer to each other: ${names.join(' -> ')}`,
    suggestion: suggestBreak(names),
    range,
  });

function suggestBreak(names: readonly string[]): string {
  const [name = '', next = ''] = names.slice(-2);
  return name === next
    ? `Give the new value a name of its own, such as \`my_${name}\`, and let it read \`${name}\`.`
    : `Give \`${name}\` a value that does not read \`${next}\`.`;
}
