import { didYouMean } from '../../../diagnostic/suggest.ts';
import { ExpressionError } from '../../compiled.ts';
import { MaybeUnset } from '../../../values/unknown.ts';
import { UnknownRead } from '../../run/fault.ts';
import { suggestKey } from '../../run/read-key.ts';
import { dictKeys } from '../python/dict.ts';
import { itemsOf } from '../python/iterate.ts';
import { refused, valueError } from '../python/py-error.ts';
import { getAttribute, getItem } from '../python/subscript.ts';
import { Undefined } from '../python/undefined.ts';
import { isDict, makeFloat, typeName } from '../python/values.ts';
import { Composition, NO_LOCALS } from './composition.ts';
import { known } from './known.ts';
import { Namespace } from './namespace.ts';
import { copyOf } from './native.ts';
import { PlainText, withoutMark } from './plain-text.ts';
import { errorAt, placeError } from './place-error.ts';
import { step, weigh } from '../python/stopwatch.ts';

/** Reads and sets names, attributes and items. `site` is a location in the source. */
export abstract class Names extends Composition {
  /** The location of the last operation, for errors. */
  at = -1;
  readonly #known = new Map<string, unknown>();

  /** A global function of all templates; undefined if there is none. */
  protected abstract globalNamed(name: string): unknown;

  /** Keeps a recorded text as text. */
  protected abstract kept(value: unknown): unknown;

  fault(site: number, summary: string, suggestion?: string): ExpressionError {
    return errorAt(this.unit, site, { code: 'expression-failed', summary, suggestion });
  }

  place(error: unknown): unknown {
    return placeError(error, this.unit, this.at);
  }

  resolve(name: string, site: number): unknown {
    // most templates are handed nothing and set nothing, and read each name often
    if (this.locals !== NO_LOCALS && Object.hasOwn(this.locals, name)) return this.locals[name];
    if (this.vars.size > 0 && this.vars.has(name)) return withoutMark(this.vars.get(name));
    const known = this.#known.get(name);
    if (known !== undefined || this.#known.has(name)) return known;
    const value = this.#fromScope(name, site);
    this.#known.set(name, value);
    return value;
  }

  /** Like `resolve`, but a text that an expression has produced, and that does not look like a list or similar, remains text. */
  resolveNative(name: string, site: number): unknown {
    if (!Object.hasOwn(this.locals, name) && this.vars.has(name)) return this.kept(this.vars.get(name));
    const value = this.resolve(name, site);
    return typeof value === 'string' && this.#isMade(name) ? new PlainText(value) : value;
  }

  #isMade(name: string): boolean {
    const { scope } = this.world;
    return !Object.hasOwn(this.locals, name) && scope.has(name) && scope.shapeOf?.(name) === 'template';
  }

  /** Whether a variable of the scope contains a text that an expression has produced. */
  protected holdsMade(name: string, text: string): boolean {
    if (Object.hasOwn(this.locals, name) || this.vars.has(name)) return false;
    return this.world.scope.holdsMade?.(name, text) === true;
  }

  #fromScope(name: string, site: number): unknown {
    const { scope } = this.world;
    this.at = site;
    if (!scope.has(name)) return this.globalNamed(name) ?? this.undefinedVariable(name, site);
    try {
      const given = known(scope.get(name));
      const value = typeof given === 'number' && scope.shapeOf?.(name) === 'float' ? makeFloat(given) : given;
      return this.unit.program.changes ? copyOf(value) : value;
    } catch (error) {
      if (!(error instanceof ExpressionError) || !MISSING.has(error.diagnostic.code)) throw error;
      return new Undefined(() => {
        throw error;
      });
    }
  }

  undefinedVariable(name: string, site: number): Undefined {
    return new Undefined(() => {
      const suggestion = didYouMean(name, this.world.scope.names());
      throw errorAt(this.unit, site, {
        code: 'undefined-variable',
        summary: `The variable ${name} is not defined`,
        suggestion,
      });
    });
  }

  undefinedKey(holder: unknown, key: unknown, site: number): Undefined {
    return new Undefined(() => {
      const shown = typeof key === 'string' || typeof key === 'number' ? String(key) : `of type ${typeName(key)}`;
      throw errorAt(this.unit, site, {
        code: 'undefined-key',
        summary: `The ${typeName(holder)} has no key ${shown}`,
        suggestion: isDict(holder) ? suggestKey(dictKeys(holder).map(String), shown) : undefined,
      });
    });
  }

  missingParameter(name: string): Undefined {
    const site = this.at;
    return new Undefined(() => {
      throw this.fault(site, `The parameter ${name} was not provided`);
    });
  }

  has(name: string, site: number): boolean {
    try {
      return !(this.resolve(name, site) instanceof Undefined);
    } catch (error) {
      if (error instanceof UnknownRead && !(error.unknown instanceof MaybeUnset)) return true;
      throw error;
    }
  }

  set(name: string, value: unknown): void {
    this.vars.set(name, value);
  }

  setKey(holder: unknown, key: string, value: unknown, site: number): void {
    this.at = site;
    if (!(holder instanceof Namespace))
      throw refused('Only a namespace can have a key set', 'Make it with namespace().');
    holder.values.set(key, value);
  }

  attr(object: unknown, name: string, site: number): unknown {
    if (object instanceof Undefined) return object.strict ? object : object.raise();
    this.at = site;
    step();
    const value = known(getAttribute(object, name));
    return value === undefined ? this.undefinedKey(object, name, site) : value;
  }

  item(object: unknown, key: unknown, site: number): unknown {
    if (object instanceof Undefined) return object.strict ? object : object.raise();
    this.at = site;
    if (typeof object === 'string') weigh(object);
    else step();
    if (key instanceof Undefined) return key.raise();
    const value = known(getItem(object, key));
    return value === undefined ? this.undefinedKey(object, key, site) : value;
  }

  items(value: unknown, site: number): readonly unknown[] {
    this.at = site;
    const items = itemsOf(value);
    for (const item of items) known(item);
    return items;
  }

  unpack(value: unknown, count: number, site: number): readonly unknown[] {
    const items = this.items(value, site);
    if (items.length === count) return items;
    throw valueError(`${items.length} values cannot be given to ${count} names`);
  }
}

const MISSING: ReadonlySet<string> = new Set(['undefined-variable', 'undefined-key']);
