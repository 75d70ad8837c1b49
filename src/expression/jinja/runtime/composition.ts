import type { ExpressionError } from '../../compiled.ts';
import { itemsOf } from '../python/iterate.ts';
import { refused } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { Undefined } from '../python/undefined.ts';
import { PyFunction, PyObject } from '../python/values.ts';
import { withoutMark } from './plain-text.ts';
import type { JinjaUnit, RunCode } from './unit.ts';
import type { World } from './world.ts';

type Locals = Readonly<Record<string, unknown>>;

/** A block of one of the templates that extend each other; the extending template comes first. */
interface BlockLayer {
  readonly unit: JinjaUnit;
  readonly run: RunCode;
}

/** The options of a template that it shares with those that it is composed of. */
export interface RuntimeOptions {
  readonly unit: JinjaUnit;
  readonly world: World;
  /** Names that the template sets at its top level. */
  readonly vars?: Map<string, unknown>;
  /** Names that are passed to it, which take precedence. */
  readonly locals?: Locals;
  readonly blocks?: Map<string, BlockLayer[]>;
  readonly make: (options: RuntimeOptions) => Composition;
  /** Nesting depth of templates. */
  readonly depth?: number;
}

interface IncludeOptions {
  readonly ignoreMissing: boolean;
  /** Undefined means without context. */
  readonly locals: Locals | undefined;
}

const DEEPEST = 100;

/** The names of a template that nothing was handed. */
export const NO_LOCALS: Locals = {};

/** How templates are put together: include, import, extends and blocks. */
export abstract class Composition {
  readonly unit: JinjaUnit;
  readonly world: World;
  readonly vars: Map<string, unknown>;
  readonly locals: Locals;
  readonly #blocks: Map<string, BlockLayer[]>;
  readonly #make: RuntimeOptions['make'];
  readonly #depth: number;
  #parent: { readonly unit: JinjaUnit; readonly before: unknown } | undefined;

  constructor({ unit, world, vars, locals, blocks, make, depth = 0 }: RuntimeOptions) {
    this.unit = unit;
    this.world = world;
    this.vars = vars ?? new Map<string, unknown>();
    this.#blocks = blocks ?? new Map<string, BlockLayer[]>();
    this.#make = make;
    this.#depth = depth;
    if (depth > DEEPEST) throw refused('Templates include or extend each other without end');
    if (!vars) this.#addBlocks();
    this.locals = this.#blocks.size === 0 ? (locals ?? NO_LOCALS) : { ...locals, self: this.#blockTable() };
  }

  abstract at: number;
  abstract fault(site: number, summary: string, suggestion?: string): ExpressionError;
  abstract place(error: unknown): unknown;

  #addBlocks(): void {
    for (const [name, run] of this.unit.program.blocks) {
      this.#blocks.set(name, [...(this.#blocks.get(name) ?? []), { unit: this.unit, run }]);
    }
  }

  /** Runs the template, and the one that it extends. */
  run(): unknown {
    try {
      const output = this.unit.program.run(this);
      return this.#parent ? this.#runParent(this.#parent) : output;
    } catch (error) {
      throw this.place(error);
    }
  }

  #runParent({ unit, before }: { unit: JinjaUnit; before: unknown }): unknown {
    const parent = this.#child({ unit, vars: this.vars, locals: this.locals, blocks: this.#blocks });
    parent.#addBlocks();
    const output = parent.run();
    return typeof before === 'string' ? before + str(output) : [...(before as unknown[]), ...itemsOf(output)];
  }

  extend(path: unknown, site: number, before: unknown): void {
    this.at = site;
    if (this.#parent) throw this.fault(site, 'A template extends one other template only');
    this.#parent = {
      unit: this.#load(path, site),
      before: Array.isArray(before) ? [...(before as unknown[])] : before,
    };
  }

  block(name: string, locals: Locals): unknown {
    if (this.#parent) return '';
    return this.#runBlock(name, 0, locals);
  }

  missingBlock(name: string, site: number): never {
    throw this.fault(site, `The block ${name} is required, and no template gives it`);
  }

  #runBlock(name: string, layer: number, locals: Locals): unknown {
    const found = this.#blocks.get(name)?.[layer];
    if (!found) throw refused(`There is no block ${name} above this one`);
    const above = new PyFunction('super', () => this.#runBlock(name, layer + 1, locals));
    const inner = this.#child({
      unit: found.unit,
      vars: this.vars,
      locals: { ...this.locals, ...locals, super: above },
      blocks: this.#blocks,
    });
    try {
      return found.run(inner);
    } catch (error) {
      throw inner.place(error);
    }
  }

  #blockTable(): BlockTable {
    return new BlockTable((name) => (this.#blocks.has(name) ? () => this.#runBlock(name, 0, {}) : undefined));
  }

  include(path: unknown, { ignoreMissing, locals }: IncludeOptions, site: number): unknown {
    this.at = site;
    const unit = this.#find(path);
    if (!unit && ignoreMissing) return '';
    return this.#other(unit ?? this.#load(path, site), locals).run();
  }

  import(path: unknown, locals: Locals | undefined, site: number): unknown {
    this.at = site;
    const runtime = this.#other(this.#load(path, site), locals);
    runtime.run();
    return new Module(runtime.vars);
  }

  imported(module: unknown, name: string, site: number): unknown {
    const value = module instanceof Module ? module.attribute(name) : undefined;
    return (
      value ??
      new Undefined(() => {
        throw this.fault(site, `The template does not export ${name}`);
      })
    );
  }

  /** The names that are passed on, without those that have no value yet. */
  handed(locals: Locals): Locals {
    return Object.fromEntries(
      Object.entries(locals).flatMap(([name, value]) => (value === undefined ? [] : [[name, withoutMark(value)]])),
    );
  }

  #other(unit: JinjaUnit, locals: Locals | undefined): Composition {
    const seen = locals && { ...Object.fromEntries(this.vars), ...this.locals, ...locals };
    const world = locals ? this.world : { ...this.world, scope: NOTHING };
    return this.#make({ unit, world, locals: seen ?? {}, make: this.#make, depth: this.#depth + 1 });
  }

  #child(options: Pick<RuntimeOptions, 'unit' | 'vars' | 'locals' | 'blocks'>): Composition {
    return this.#make({ ...options, world: this.world, make: this.#make, depth: this.#depth + 1 });
  }

  #find(path: unknown): JinjaUnit | undefined {
    if (path instanceof Undefined) return path.raise();
    const paths = typeof path === 'string' ? [path] : itemsOf(path).map((one) => str(one));
    for (const one of paths) {
      const unit = this.world.load(one, this.unit.program.settings);
      if (unit) return unit;
    }
    return undefined;
  }

  #load(path: unknown, site: number): JinjaUnit {
    const unit = this.#find(path);
    if (!unit) throw this.fault(site, `There is no template ${typeof path === 'string' ? path : str(path)}`);
    return unit;
  }
}

const NOTHING = { names: () => [], has: () => false, get: () => undefined };

/** The names that an imported template has set. */
class Module extends PyObject {
  readonly type = 'TemplateModule';
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    super();
    this.#values = values;
  }

  override attribute(name: string): unknown {
    return name.startsWith('_') ? undefined : this.#values.get(name);
  }
}

/** `self`: the template's blocks by name. */
class BlockTable extends PyObject {
  readonly type = 'TemplateReference';
  readonly #blockOf: (name: string) => (() => unknown) | undefined;

  constructor(blockOf: (name: string) => (() => unknown) | undefined) {
    super();
    this.#blockOf = blockOf;
  }

  override attribute(name: string): unknown {
    const run = this.#blockOf(name);
    return run && new PyFunction(name, run);
  }
}
