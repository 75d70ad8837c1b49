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

/** A free name that is read, with its place in the text. */
export interface Read extends Span {
  readonly name: string;
  readonly guarded: boolean;
}

/** An `include()`, with the names that it hands over. */
export interface Include extends Span {
  readonly path: string;
  readonly locals: readonly string[];
}

/** The translations of each kind of syntax, each of which may need the others. */
export interface Syntax {
  expression(node: Expression, t: Translation): string;
  /** As `expression`, but the last step may be missing, and then gives undefined. */
  optional(node: Expression, t: Translation): string;
  /** An item of a list or an argument, `...` included. */
  item(node: Expression | SpreadElement, t: Translation): string;
  /** A method call on a receiver that is already code. */
  method(node: CallExpression, receiver: string, t: Translation): string;
  arrow(node: ArrowFunctionExpression, t: Translation): string;
  block(body: readonly Statement[], t: Translation): string;
  /** Declarations that bind a pattern's names to the value. */
  bind(pattern: Pattern, value: string, t: Translation): string;
}

/** The state of one translation, from checked syntax to code that reads through the runtime `$`. */
export class Translation {
  readonly syntax: Syntax;
  readonly text: string;
  readonly outputs: ReadonlyMap<number, Output>;
  readonly problems: Problem[] = [];
  readonly reads: Read[] = [];
  readonly includes: Include[] = [];
  /** Places that code refers to by index, for errors at run time. */
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

  /** Reports code that must not run, and gives code that stands in for it. */
  forbid(node: Node, summary: string, suggestion?: string): string {
    this.problems.push({ code: 'expression-forbidden', start: node.start, end: node.end, summary, suggestion });
    return 'undefined';
  }

  /** Reports code that is well-formed JavaScript and yet a mistake. */
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

  /** Defines a name from here on, in this block. Gives its name in the code, which no other name shares. */
  define(name: string): string {
    const code = `${this.temporary()}_${name}`;
    this.#names.define(name, code);
    return code;
  }

  /** What the code calls a name that the expression has defined itself. */
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

  /** Translates a part that has a block of names of its own. */
  inBlock<T>(part: () => T): T {
    const outer = this.#names;
    this.#names = new Names(outer);
    const result = part();
    this.#names = outer;
    return result;
  }
}
