import { insteadOfPlugin } from '../left-out.ts';
import { attributeGetter } from '../filters/attribute.ts';
import { filterNamed } from '../filters/registry.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { bindArguments } from '../python/bind-arguments.ts';
import { truth } from '../python/compare.ts';
import { itemsOf } from '../python/iterate.ts';
import { typeError } from '../python/py-error.ts';
import { PyRange } from '../python/py-range.ts';
import { Undefined } from '../python/undefined.ts';
import { DictView, PyObject, typeName } from '../python/values.ts';
import { testNamed } from '../tests/registry.ts';
import { globalNamed } from './globals.ts';
import { known } from './known.ts';
import { Loop } from './loop.ts';
import type { MacroShape } from './macro.ts';
import { Macro } from './macro.ts';
import { Operators } from './operators.ts';
import { refuseUnknown } from './scan.ts';
import type { TemplateContext } from './template-context.ts';
import { bounded, step } from '../python/stopwatch.ts';

/** A filter's result that can only be iterated becomes a list. */
const unrolled = (value: unknown): unknown =>
  value instanceof DictView || value instanceof PyRange ? [...itemsOf(value)] : value;

const NONE: Kwargs = Object.freeze({});

/** The `$` of compiled code: all reads, calls and operators use it. `site` is a location in the source. */
export class JinjaRuntime extends Operators implements TemplateContext {
  readonly none = NONE;

  protected override globalNamed(name: string): unknown {
    return globalNamed(name, this);
  }

  call(callee: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): unknown {
    this.at = site;
    if (callee instanceof Undefined) return callee.raise();
    if (!(callee instanceof PyObject) || !callee.callable)
      throw typeError(`'${typeName(callee)}' object is not callable`);
    step();
    const value = callee.call(args, kwargs);
    this.at = site;
    return known(value);
  }

  callWith(callee: unknown, args: readonly unknown[], kwargs: Kwargs, caller: unknown, site: number): unknown {
    return this.call(callee, args, { ...kwargs, caller }, site);
  }

  /** Calls a method of a value. */
  callMethod(value: unknown, name: string, args: readonly unknown[]): unknown {
    const site = this.at;
    return this.call(
      this.attr(value, name, site),
      args.filter((arg) => arg !== undefined),
      NONE,
      site,
    );
  }

  spread(args: readonly unknown[], more: unknown): readonly unknown[] {
    return [...args, ...itemsOf(more)];
  }

  spreadNamed(kwargs: Kwargs, more: unknown): Kwargs {
    if (typeof more !== 'object' || more === null)
      throw typeError(`argument after ** must be a mapping, not ${typeName(more)}`);
    return { ...kwargs, ...(more as Kwargs) };
  }

  filter(name: string, value: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): unknown {
    const filter = filterNamed(name);
    if (!filter) throw this.fault(site, `There is no filter ${name}`, insteadOfPlugin('filter', name));
    refuseUnknown(value);
    refuseUnknown(args);
    this.at = site;
    const bound = bindArguments({ name, signature: filter.signature }, args, kwargs);
    const result = bounded(value, `The filter ${name}`, () => filter.call(value, bound, this));
    this.at = site;
    return known(unrolled(result));
  }

  test(name: string, value: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): boolean {
    const test = testNamed(name);
    if (!test) throw this.fault(site, `There is no test ${name}`, insteadOfPlugin('test', name));
    refuseUnknown(value);
    refuseUnknown(args);
    this.at = site;
    const bound = bindArguments({ name, signature: test.signature }, args, kwargs);
    return truth(bounded(value, `The test ${name}`, () => test.call(value, bound, this)));
  }

  knowsFilter(name: string): boolean {
    return filterNamed(name) !== undefined;
  }

  knowsTest(name: string): boolean {
    return testNamed(name) !== undefined;
  }

  /** The items of a value, or one attribute of each. */
  attributes(value: unknown, attribute: unknown): readonly unknown[] {
    const get = attributeGetter(attribute, this);
    return itemsOf(value).map(get);
  }

  loop(
    items: readonly unknown[],
    depth: number,
    again: ConstructorParameters<typeof Loop>[1]['again'],
    site: number,
  ): Loop {
    const missing = (what: string): Undefined =>
      new Undefined(() => {
        throw this.fault(site, `In this loop, ${what}`);
      });
    return new Loop(items, { depth, again, missing });
  }

  macro(shape: MacroShape, run: (...args: readonly unknown[]) => unknown, site: number): Macro {
    const placed = (...args: readonly unknown[]): unknown => {
      try {
        return run(...args);
      } catch (error) {
        throw this.place(error);
      }
    };
    const noCaller = (): Undefined =>
      new Undefined(() => {
        throw this.fault(site, 'The macro was not called by a call block, so that there is no caller');
      });
    return new Macro(shape, { run: placed, noCaller });
  }
}
