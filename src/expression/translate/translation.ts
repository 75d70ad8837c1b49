import type {
  ArrowFunctionExpression,
  CallExpression,
  Expression,
  Node,
  Pattern,
  SpreadElement,
  Statement,
  Super,
} from 'acorn';
import type { Output } from '../parse/parse-template.ts';
import type { Problem, Span } from '../parse/problem.ts';
import { Names } from './names.ts';

/** A free name that is read, with its location in the text. */
export interface Read extends Span {
  readonly name: string;
  readonly guarded: boolean;
}

/** An `include()`, with the names that it passes. */
export interface Include extends Span {
  readonly path: string;
  readonly locals: readonly string[];
}

/** The translations for each kind of syntax, which call each other. */
export interface Syntax {
  expression(node: Expression, t: Translation): string;
  /** Like `expression`, but the last step may be missing, which results in undefined. */
  optional(node: Expression, t: Translation): string;
  /** An item of a list or an argument, including `...`. */
  item(node: Expression | SpreadElement, t: Translation): string;
  /** A method call on a receiver that has already been translated. */
  method(node: CallExpression, receiver: string, t: Translation): string;
  arrow(node: ArrowFunctionExpression, t: Translation): string;
  block(body: readonly Statement[], t: Translation): string;
  /** Declarations that bind the names of a pattern to the value. */
  bind(pattern: Pattern, value: string, t: Translation): string;
}

/** The state of one translation, from checked syntax to code that uses the runtime `$`. */
export class Translation {
  readonly syntax: Syntax;
  readonly text: string;
  readonly outputs: ReadonlyMap<number, Output>;
  readonly problems: Problem[] = [];
  readonly reads: Read[] = [];
  readonly includes: Include[] = [];
  /** Locations that the code refers to by index, for runtime errors. */
  readonly sites: Span[] = [];
  readonly placedOutputs = new Set<number>();
  #names = new Names();
  #guarded: ReadonlySet<string> = new Set();
  #temporaries = 0;

  constructor(syntax: Syntax, text: string, outputs: ReadonlyMap<number, Output> = new Map()) {
    this.syntax = syntax;
    this.text = text;
    this.outputs = outputs;
  }

  expression(node: Expression | Super): string {
    if (node.type === 'Super') return this.forbid(node, 'super is not allowed here');
    return this.syntax.expression(node, this);
  }

  site({ start, end }: Span): number {
    return this.sites.push({ start, end }) - 1;
  }

  /** Reports forbidden code, and returns a substitute. */
  forbid(node: Node, summary: string, suggestion?: string): string {
    this.problems.push({ code: 'expression-forbidden', start: node.start, end: node.end, summary, suggestion });
    return 'undefined';
  }

  /** Reports valid JavaScript that is a mistake here. */
  misuse(node: Node, summary: string, suggestion?: string): string {
    this.problems.push({ code: 'expression-syntax', start: node.start, end: node.end, summary, suggestion });
    return 'undefined';
  }

  read({ start, end }: Span, name: string, optional: boolean): void {
    this.reads.push({ name, start, end, guarded: optional || this.#guarded.has(name) });
  }

  temporary(): string {
    return `t${this.#temporaries++}`;
  }

  /** Defines a name from here on in this block. Returns its unique name in the code. */
  define(name: string): string {
    const code = `${this.temporary()}_${name}`;
    this.#names.define(name, code);
    return code;
  }

  /** The name in the code for a name that the expression defines. */
  codeOf(name: string): string | undefined {
    return this.#names.codeOf(name);
  }

  /** Translates a part in which these names are known to be defined. */
  guardedBy<T>(names: ReadonlySet<string>, part: () => T): T {
    const outer = this.#guarded;
    this.#guarded = new Set([...outer, ...names]);
    const result = part();
    this.#guarded = outer;
    return result;
  }

  /** Translates a part with its own block of names. */
  inBlock<T>(part: () => T): T {
    const outer = this.#names;
    this.#names = new Names(outer);
    const result = part();
    this.#names = outer;
    return result;
  }
}
